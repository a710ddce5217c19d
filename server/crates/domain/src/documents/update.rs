//! Changing what people decide about a document: its tags, and whether it is used.

use chatsphere_contract::documents::{Document, UpdateDocument};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{DocumentError, present};
use crate::platform::Platform;
use crate::tags;

/// Tags, enables or disables a document. What is absent stays.
pub async fn update(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
    input: UpdateDocument,
) -> Result<Document, DocumentError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = documents::find(&tx, id).await?.filter(|document| document.bot == bot);
    found.ok_or(DocumentError::NotFound)?;
    if let Some(given) = &input.tags {
        let names = tags::ensure(platform, &tx, given, "tags").await?;
        documents::set_tags(&tx, id, &names).await?;
    }
    if let Some(enabled) = input.enabled {
        documents::set_enabled(&tx, bot, &[id], enabled, platform.clock.now()).await?;
    }
    let document = documents::find(&tx, id).await?.ok_or(DocumentError::NotFound)?;
    tx.commit().await?;
    Ok(present(document))
}
