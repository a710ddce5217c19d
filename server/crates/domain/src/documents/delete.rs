//! Deleting a document.

use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::{documents, stored_objects};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::DocumentError;
use crate::platform::Platform;

/// Deletes a document with its passages; from the commit on no answer uses it. Then its file goes.
pub async fn delete(platform: &Platform, ctx: &Ctx, bot: BotId, id: DocumentId) -> Result<(), DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let deleted =
        documents::delete(&tx, bot, id, platform.clock.now()).await?.ok_or(DocumentError::NotFound)?;
    let keys: Vec<String> = deleted.object_key.into_iter().collect();
    // A snapshot may hold the file; what else it had (versions, previews) goes by the schedule.
    let held = stored_objects::still_used(&tx, &keys).await?;
    tx.commit().await?;
    if let Some(key) = keys.into_iter().find(|key| !held.contains(key))
        && let Err(error) = platform.objects.delete(&key).await
    {
        // The document is gone for everybody; only its space is not free yet.
        tracing::warn!(%error, document = %id, "a deleted document's file stays behind");
    }
    Ok(())
}
