//! Making a tag.

use chatsphere_contract::ids::TagId;
use chatsphere_contract::limits;
use chatsphere_contract::tags::{CreateTag, Tag};
use chatsphere_db::tags::{self, TagRecord, TagUse};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{TagError, description, name, present};
use crate::platform::Platform;

/// Makes a tag that nothing has yet.
pub async fn create(platform: &Platform, ctx: &Ctx, input: CreateTag) -> Result<Tag, TagError> {
    ctx.require(Permission::DocumentsWrite)?;
    let mut errors = Vec::new();
    let name = name::parse(&input.name).map_err(|error| errors.push(error)).unwrap_or_default();
    let description = description(&input.description).map_err(|error| errors.push(error)).unwrap_or_default();
    if !errors.is_empty() {
        return Err(TagError::Invalid(errors));
    }
    let now = platform.clock.now();
    let tag = TagRecord {
        id: TagId(platform.uuid()),
        folded: name::fold(&name),
        name,
        color: input.color,
        description,
        created_at: now,
        updated_at: now,
    };
    let tx = platform.db.tenant(ctx.tenant).await?;
    if tags::count(&tx).await? >= i64::try_from(limits::TAGS).unwrap_or(i64::MAX) {
        return Err(TagError::TooMany);
    }
    tags::insert(&tx, &tag).await.map_err(TagError::of_write)?;
    tx.commit().await?;
    Ok(present(tag, TagUse::default()))
}
