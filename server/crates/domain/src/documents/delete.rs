//! Deleting a document.

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::DocumentError;
use crate::platform::Platform;

/// Deletes a document with its passages; from the commit on it is gone for everybody. For some minutes it
/// can be restored, then it is purged with its file.
pub async fn delete(platform: &Platform, ctx: &Ctx, bot: BotId, id: DocumentId) -> Result<(), DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let gone = documents::soft_delete(&tx, bot, &[id], None, platform.clock.now()).await?;
    if gone.is_empty() {
        return Err(DocumentError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
