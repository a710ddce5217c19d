//! An exchange of a conversation, to be made right by a person and kept.

use chatsphere_contract::ids::MessageId;
use chatsphere_contract::questions::{DraftQuestion, without_sources};
use chatsphere_db::messages;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::QuestionError;
use crate::platform::Platform;

/// The question and the answer of a finished answer. Nothing is stored.
pub async fn draft(
    platform: &Platform,
    ctx: &Ctx,
    answer: MessageId,
) -> Result<DraftQuestion, QuestionError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = messages::exchange(&tx, answer).await?;
    tx.close();
    let (bot_id, question, answer) = found.ok_or(QuestionError::NoSuchAnswer)?;
    Ok(DraftQuestion { bot_id, question, answer: without_sources(&answer) })
}
