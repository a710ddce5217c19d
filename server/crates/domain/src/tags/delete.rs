//! Deleting a tag.

use chatsphere_contract::ids::TagId;
use chatsphere_db::tags;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::TagError;
use crate::platform::Platform;

/// Takes a tag off everything that has it. Not while a bot is restricted to it: the bot would answer from
/// documents that it must not use.
pub async fn delete(platform: &Platform, ctx: &Ctx, id: TagId) -> Result<(), TagError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let tag = tags::find_locked(&tx, id).await?.ok_or(TagError::NotFound)?;
    let restricted = tags::bots_restricted_to(&tx, &tag.name).await?;
    if !restricted.is_empty() {
        return Err(TagError::Restricting(restricted));
    }
    tags::rename_everywhere(&tx, &tag.name, None).await?;
    tags::delete(&tx, id).await?;
    tx.commit().await?;
    Ok(())
}
