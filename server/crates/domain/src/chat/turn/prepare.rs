//! The steps before the first word, in their order: load, small talk, forbidden topics, a written answer, retrieve, judge,
//! prompt. They change nothing, so that they may be taken before the turn has begun ([`super::ahead`]).

use std::sync::Arc;

use chatsphere_ai::ChatStream;
use chatsphere_contract::ids::MessageId;

use super::admit::{self, Account};
use super::curated::Curated;
use super::load::Loaded;
use super::retrieve::Evidence;
use super::{curated, judge, load, pins, prompt, retrieve, small_talk, topics};
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;

/// What a turn goes on with.
pub(super) enum Prepared {
    /// A greeting or thanks: what to say to it.
    SmallTalk { loaded: Box<Loaded>, reply: &'static str },
    /// A question about something that the bot must not talk about.
    Forbidden { loaded: Box<Loaded> },
    /// A question that a person wrote the answer to.
    Curated { loaded: Box<Loaded>, curated: Box<Curated> },
    /// A question to which an answer would be less sure than the bot's threshold.
    NotSure { loaded: Box<Loaded>, evidence: Box<Evidence>, confidence: f32 },
    /// A question, ready for the model.
    Question(Box<Question>),
}

/// A question, and the model's answer once it is read.
pub(super) struct Question {
    pub(super) loaded: Loaded,
    pub(super) evidence: Evidence,
    pub(super) confidence: f32,
    /// The system prompt; empty for the built-in answerer, which reads none.
    pub(super) prompt: String,
    /// How many passages the model sees.
    pub(super) sources: u32,
    /// Nothing happens before it is read.
    pub(super) answer: ChatStream,
    /// What that costs.
    pub(super) account: Arc<Account>,
}

impl Prepared {
    /// Whether nobody wrote the conversation between what was loaded and the writer of this epoch.
    pub(super) fn is_followed_by(&self, epoch: i64) -> bool {
        let loaded = match self {
            Self::SmallTalk { loaded, .. }
            | Self::Forbidden { loaded }
            | Self::Curated { loaded, .. }
            | Self::NotSure { loaded, .. } => loaded,
            Self::Question(question) => &question.loaded,
        };
        loaded.bot.last_epoch.is_some_and(|last| last + 1 == epoch)
    }
}

/// Prepares the answer to a message. `of_this_turn` are messages that are not part of what was said before.
pub(super) async fn prepare(
    platform: &Platform,
    scope: Scope,
    message: &str,
    of_this_turn: &[MessageId],
) -> Result<Prepared, ConversationError> {
    let loaded = load::load(platform, scope, message, of_this_turn).await?;
    if let Some(reply) = loaded.small_talk {
        return Ok(Prepared::SmallTalk { loaded: Box::new(loaded), reply });
    }
    if topics::forbidden(platform, scope.tenant, &loaded).await.is_some() {
        // What people wrote for this very question they may say.
        let curated = curated::find(platform, scope, &loaded).await.map(Box::new);
        let loaded = Box::new(loaded);
        return Ok(match curated {
            Some(curated) => Prepared::Curated { loaded, curated },
            None => Prepared::Forbidden { loaded },
        });
    }
    // Side by side: few questions have a written answer, and the others must not wait for that to be known.
    let (curated, evidence, pinned) = tokio::join!(
        curated::find(platform, scope, &loaded),
        retrieve::retrieve(platform, scope, &loaded),
        pins::read(platform, scope, &loaded),
    );
    if let Some(curated) = curated {
        return Ok(Prepared::Curated { loaded: Box::new(loaded), curated: Box::new(curated) });
    }
    let mut evidence = evidence?;
    let confidence = judge::judge(&evidence, loaded.bot.retrieval);
    if is_below_threshold(&loaded, confidence) {
        let (loaded, evidence) = (Box::new(loaded), Box::new(evidence));
        return Ok(Prepared::NotSure { loaded, evidence, confidence });
    }
    pins::add(&mut evidence, pinned?, confidence);
    let request = prompt::build(&loaded, &evidence);
    let prompt = if loaded.is_built_in() { String::new() } else { request.system.clone() };
    let sources = u32::try_from(request.passages.len()).unwrap_or(0);
    let (answer, account) = admit::ask(platform, scope, &loaded, request);
    let question = Question { loaded, evidence, confidence, prompt, sources, answer, account };
    Ok(Prepared::Question(Box::new(question)))
}

/// Whether the bot rather says that it does not know. A greeting needs to be sure of nothing.
pub(super) fn is_below_threshold(loaded: &Loaded, confidence: f32) -> bool {
    let threshold = match loaded.bot.behaviour.confidence_threshold {
        // It takes what it finds; whether that answers is for the judge to say, who has learnt it of questions that
        // stand alone. "And when?" is left to what the answerer itself makes of the passages.
        0.0 if loaded.is_built_in() && loaded.earlier_question().is_none() => judge::THRESHOLD,
        own => own,
    };
    loaded.bot.retrieval && confidence < threshold && small_talk::reply(&loaded.question, None).is_none()
}
