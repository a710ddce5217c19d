//! Reading tags.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::tags::Tag;
use chatsphere_db::tags;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{TagError, present};
use crate::platform::Platform;

/// All tags of the workspace by name, with how many documents have each: of one bot, or of all.
pub async fn list(platform: &Platform, ctx: &Ctx, bot: Option<BotId>) -> Result<Vec<Tag>, TagError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let rows = tags::list(&tx, bot).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|(tag, used)| present(tag, used)).collect())
}
