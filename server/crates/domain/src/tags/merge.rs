//! Making one tag of two.

use chatsphere_contract::ids::TagId;
use chatsphere_contract::tags::Tag;
use chatsphere_db::tags;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{TagError, name, present};
use crate::platform::Platform;

/// Everything that has `id` gets `into` instead, and `id` is gone.
pub async fn merge(platform: &Platform, ctx: &Ctx, id: TagId, into: TagId) -> Result<Tag, TagError> {
    ctx.require(Permission::DocumentsWrite)?;
    if id == into {
        let error = name::error("into", "same_tag", "Choose another tag to merge into.");
        return Err(TagError::Invalid(vec![error]));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    // In the order of their ids, so that two merges of the same tags do not wait for each other in a circle.
    let (first, second) = (id.min(into), id.max(into));
    let mut found = Vec::with_capacity(2);
    for wanted in [first, second] {
        found.push(tags::find_locked(&tx, wanted).await?.ok_or(TagError::NotFound)?);
    }
    let name_of = |wanted: TagId| found.iter().find(|tag| tag.id == wanted).map(|tag| tag.name.clone());
    let (Some(old), Some(new)) = (name_of(id), name_of(into)) else { return Err(TagError::NotFound) };
    tags::rename_everywhere(&tx, &old, Some(&new)).await?;
    tags::delete(&tx, id).await?;
    let kept = tags::list(&tx, None).await?.into_iter().find(|(tag, _)| tag.id == into);
    tx.commit().await?;
    kept.map(|(tag, used)| present(tag, used)).ok_or(TagError::NotFound)
}
