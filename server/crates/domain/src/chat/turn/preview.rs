//! What a turn would do with a question, without one: the steps before the model is asked, and the size of
//! what it would be sent.

use chatsphere_ai::estimate_tokens;
use chatsphere_contract::behaviour::{Behaviour, InsteadOfAsking, PromptPart, PromptPartKind, PromptPreview};
use chatsphere_contract::ids::{BotId, ConversationId, WorkspaceId};
use chatsphere_db::turns;

use super::load::{Loaded, load_bot};
use super::prepare::is_below_threshold;
use super::{decline, judge, pins, prompt, retrieve, topics};
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;

/// What a model would be sent for a first question. Without `behaviour` that of the bot's draft, or the
/// published one while there is none.
pub async fn preview(
    platform: &Platform,
    tenant: WorkspaceId,
    bot: BotId,
    behaviour: Option<Behaviour>,
    question: &str,
) -> Result<PromptPreview, ConversationError> {
    // A conversation that never is: nothing was said in it, and what is remembered for it is soon forgotten.
    let scope = Scope { tenant, conversation: ConversationId(platform.uuid()) };
    let tx = platform.db.tenant(tenant).await?;
    let mut bot = turns::bot_of_preview(&tx, bot).await?.ok_or(ConversationError::NoSuch("bot"))?;
    tx.close();
    bot.behaviour = behaviour.unwrap_or(bot.behaviour);
    let loaded = load_bot(platform, scope, bot, question).await;
    let is_forbidden = topics::forbidden(platform, tenant, &loaded).await.is_some();
    let mut evidence = retrieve::retrieve(platform, scope, &loaded).await?;
    let confidence = judge::judge(&evidence, loaded.bot.retrieval);
    let instead = if is_forbidden {
        Some(InsteadOfAsking::Forbidden)
    } else {
        is_below_threshold(&loaded, confidence).then_some(InsteadOfAsking::NotSure)
    };
    let reply = instead.map(|instead| match instead {
        InsteadOfAsking::Forbidden => decline::forbidden(question, &loaded.bot.behaviour).to_owned(),
        InsteadOfAsking::NotSure => decline::unknown(question, &loaded.bot.behaviour),
    });
    pins::add(&mut evidence, pins::read(platform, scope, &loaded).await?, confidence);
    let passages = prompt::passages(&evidence);
    let system = prompt::system(&loaded, &passages);
    let parts = parts(&loaded, &system);
    Ok(PromptPreview {
        system: system.whole(),
        tokens: parts.iter().fold(0, |sum, part| part.tokens.saturating_add(sum)),
        parts,
        max_output_tokens: loaded.bot.behaviour.length.max_output_tokens(),
        temperature: loaded.bot.behaviour.temperature,
        model: loaded.model.name().to_owned(),
        passages: u32::try_from(passages.len()).unwrap_or(u32::MAX),
        confidence,
        instead,
        reply,
    })
}

/// The sizes of what would be sent, in the order of sending.
fn parts(loaded: &Loaded, system: &prompt::SystemPrompt) -> Vec<PromptPart> {
    let rules = [system.manner.as_str(), &system.limits].concat();
    let history = prompt::history(loaded).into_iter().map(|turn| turn.text).collect::<Vec<_>>().join("\n");
    [
        (PromptPartKind::Rules, rules.as_str()),
        (PromptPartKind::Instructions, &system.instructions),
        (PromptPartKind::Sources, &system.sources),
        (PromptPartKind::History, &history),
        (PromptPartKind::Question, &loaded.question),
    ]
    .map(|(part, text)| PromptPart { part, tokens: estimate_tokens(text) })
    .to_vec()
}
