//! What a model would be sent for a question.

use chatsphere_contract::behaviour::{PreviewPrompt, PromptPreview};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::validate::{error, text};
use super::{BehaviourError, validate};
use crate::chat::{ConversationError, turn};
use crate::platform::Platform;

/// The exact prompt for a first question, with the passages that would be found, and its size.
pub async fn preview(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: PreviewPrompt,
) -> Result<PromptPreview, BehaviourError> {
    // Embeds and searches as a question of the playground does.
    ctx.require(Permission::Converse)?;
    let mut errors = Vec::new();
    let question = text("question", &input.question, limits::MESSAGE_CHARS, &mut errors);
    if question.is_empty() {
        errors.push(error("question", "required", "Write a question."));
    }
    let behaviour = match input.behaviour.map(validate::checked).transpose() {
        Ok(behaviour) => behaviour,
        Err(wrong) => {
            errors.extend(wrong);
            None
        }
    };
    if !errors.is_empty() {
        return Err(BehaviourError::Invalid(errors));
    }
    match turn::preview(platform, ctx.tenant, bot, behaviour, &question).await {
        Err(ConversationError::NoSuch(_)) => Err(BehaviourError::NotFound),
        outcome => Ok(outcome?),
    }
}
