//! Changing a tag.

use chatsphere_contract::ids::TagId;
use chatsphere_contract::tags::{Tag, UpdateTag};
use chatsphere_db::tags;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::{TagError, description, name, present};
use crate::platform::Platform;

/// Renames, colours or describes a tag. Everything that has the tag has the new name with the commit.
pub async fn update(platform: &Platform, ctx: &Ctx, id: TagId, input: UpdateTag) -> Result<Tag, TagError> {
    ctx.require(Permission::DocumentsWrite)?;
    let mut errors = Vec::new();
    let new_name = input.name.map(|given| name::parse(&given)).transpose();
    let new_name = new_name.map_err(|error| errors.push(error)).unwrap_or_default();
    let new_description = input.description.map(|given| description(&given)).transpose();
    let new_description = new_description.map_err(|error| errors.push(error)).unwrap_or_default();
    if !errors.is_empty() {
        return Err(TagError::Invalid(errors));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    let mut tag = tags::find_locked(&tx, id).await?.ok_or(TagError::NotFound)?;
    if input.if_unchanged_since.is_some_and(|seen| seen != rfc3339(tag.updated_at)) {
        return Err(TagError::Changed);
    }
    let old_name = tag.name.clone();
    if let Some(name) = new_name {
        tag.folded = name::fold(&name);
        tag.name = name;
    }
    tag.color = input.color.unwrap_or(tag.color);
    tag.description = new_description.unwrap_or(tag.description);
    tag.updated_at = platform.clock.now();
    tags::update(&tx, &tag).await.map_err(TagError::of_write)?;
    if tag.name != old_name {
        tags::rename_everywhere(&tx, &old_name, Some(&tag.name)).await?;
    }
    let found = tags::list(&tx, None).await?.into_iter().find(|(found, _)| found.id == id);
    tx.commit().await?;
    found.map(|(tag, used)| present(tag, used)).ok_or(TagError::NotFound)
}
