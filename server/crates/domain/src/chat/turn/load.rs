//! First step: the bot, its model, what was said before, and the question as a vector.

use std::sync::Arc;

use chatsphere_ai::{ChatModel, ChatRole, ChatTurn};
use chatsphere_contract::conversations::{MessageRole, MessageStatus};
use chatsphere_contract::ids::MessageId;
use chatsphere_db::messages::{self, MessageRecord};
use chatsphere_db::turns::{self, TurnBot};
use tokio::time::Instant;

use super::embed::embed;
use super::{ms_since, small_talk};
use crate::chat::{ConversationError, Scope};
use crate::embedding::QuestionVector;
use crate::platform::Platform;

/// The built-in answerer's name.
pub(super) const BUILT_IN: &str = "built-in";

/// Messages that a turn looks back on.
const HISTORY: u32 = 12;

/// What a turn knows before it begins to think.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) bot: TurnBot,
    pub(super) model: Arc<dyn ChatModel>,
    pub(super) question: String,
    /// The question as a vector, for a bot that answers from documents or is kept from topics; absent where
    /// words have to do.
    pub(super) vector: Option<QuestionVector>,
    /// Time for that, in ms.
    pub(super) embed_ms: f32,
    /// What to say to a message that is nothing but small talk.
    pub(super) small_talk: Option<&'static str>,
    /// Earlier messages, oldest first.
    pub(super) history: Vec<ChatTurn>,
}

impl Loaded {
    /// Whether the built-in answerer answers: it reads passages only, no prompt.
    pub(super) fn is_built_in(&self) -> bool {
        self.model.name() == BUILT_IN
    }

    /// The visitor's question before this one.
    pub(super) fn earlier_question(&self) -> Option<&str> {
        self.history.iter().rev().find(|turn| turn.role == ChatRole::Visitor).map(|turn| turn.text.as_str())
    }
}

pub(super) async fn load(
    platform: &Platform,
    scope: Scope,
    message: &str,
    of_this_turn: &[MessageId],
) -> Result<Loaded, ConversationError> {
    let tx = platform.db.tenant(scope.tenant).await?;
    // The bot first: it comes with the epoch that tells whether what is read after it is still so. Only the
    // message of the epoch after it may be there already, which is why that one is named.
    let bot = turns::bot(&tx, scope.conversation).await?.ok_or(ConversationError::NoSuch("bot"))?;
    let understood = load_bot(platform, scope, bot, message);
    let read = async {
        let earlier = messages::latest(&tx, scope.conversation, HISTORY).await;
        // No connection is held while the question is embedded, which takes longer than all else.
        tx.close();
        earlier
    };
    let (loaded, earlier) = tokio::join!(understood, read);
    Ok(Loaded { history: history(earlier?, of_this_turn), ..loaded })
}

/// What is known of a question and its bot without what was said before.
pub(super) async fn load_bot(platform: &Platform, scope: Scope, bot: TurnBot, message: &str) -> Loaded {
    let model = platform.models.answering(platform, scope.tenant, &bot.models);
    let small_talk = small_talk::reply(message, bot.behaviour.language).filter(|_| model.name() == BUILT_IN);
    let is_compared = bot.retrieval || !bot.behaviour.forbidden_topics.is_empty();
    let needs_vector = is_compared && small_talk.is_none();
    let begun = Instant::now();
    let vector = if needs_vector { embed(platform, scope, &bot, message).await } else { None };
    Loaded {
        bot,
        model,
        question: message.to_owned(),
        vector,
        embed_ms: ms_since(begun),
        small_talk,
        history: Vec::new(),
    }
}

/// What was said before this question, without what broke off.
fn history(earlier: Vec<MessageRecord>, of_this_turn: &[MessageId]) -> Vec<ChatTurn> {
    earlier
        .into_iter()
        .filter(|message| !of_this_turn.contains(&message.id))
        .filter(|message| message.status == MessageStatus::Completed && !message.text.is_empty())
        .map(|message| {
            let role =
                if message.role == MessageRole::Visitor { ChatRole::Visitor } else { ChatRole::Assistant };
            ChatTurn { role, text: message.text }
        })
        .collect()
}
