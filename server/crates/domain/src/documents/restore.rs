//! Undoing a deletion.

use chatsphere_contract::documents::{RestoreDocuments, Restored};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::documents::{self, Deleted};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use time::Duration;

use super::{DocumentError, require_bot};
use crate::platform::Platform;

/// Brings deleted documents back as they were, as far as there is still time. From the commit on answers
/// use them again.
pub async fn restore(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: RestoreDocuments,
) -> Result<Restored, DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let which = which(input)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let since = now - Duration::minutes(limits::UNDO_MINUTES);
    let back = documents::restore(&tx, bot, &which, since, now).await?;
    tx.commit().await?;
    Ok(Restored { restored: i64::try_from(back.len()).unwrap_or(i64::MAX) })
}

fn which(input: RestoreDocuments) -> Result<Deleted, DocumentError> {
    let wrong = |code: &str, message: String| {
        let field = "ids".to_owned();
        DocumentError::Invalid(vec![FieldError { field, code: code.to_owned(), message }])
    };
    match (input.job_id, input.ids.len()) {
        (Some(job), 0) => Ok(Deleted::By(job)),
        (None, 1..=limits::BULK_IDS) => Ok(Deleted::Ids(input.ids)),
        (None, 0) => Err(wrong("required", "Say which documents: “ids” or “job_id”.".to_owned())),
        (None, _) => Err(wrong("too_many", format!("At most {} at once, please.", limits::BULK_IDS))),
        (Some(_), _) => Err(wrong("invalid", "Send “ids” or “job_id”, not both.".to_owned())),
    }
}
