//! Reading a failed document once more.

use chatsphere_contract::documents::{Document, DocumentStatus};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{DocumentError, present};
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Queues a document that failed.
pub async fn retry(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
) -> Result<Document, DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = documents::find(&tx, id).await?.filter(|document| document.bot == bot);
    let found = found.ok_or(DocumentError::NotFound)?;
    if found.status != DocumentStatus::Failed {
        return Err(DocumentError::NotFailed);
    }
    let job = jobs::enqueue(platform, &tx, &Work::Ingest { bot, document: id }).await?;
    if !documents::requeue(&tx, bot, id, job, platform.clock.now()).await? {
        return Err(DocumentError::NotKept);
    }
    let document = documents::find(&tx, id).await?.ok_or(DocumentError::NotFound)?;
    tx.commit().await?;
    Ok(present(document))
}
