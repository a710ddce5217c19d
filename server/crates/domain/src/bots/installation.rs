//! "Check my installation": which pages asked for the bot.

use chatsphere_contract::bots::{InstallationCheck, SeenOrigin};
use chatsphere_contract::ids::BotId;
use chatsphere_db::bots::{self, OriginRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::BotError;
use crate::platform::Platform;

/// The origins that asked lately, those that were let in and those that were refused.
pub async fn installation(platform: &Platform, ctx: &Ctx, id: BotId) -> Result<InstallationCheck, BotError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    bots::find(&tx, id).await?.ok_or(BotError::NotFound)?;
    let origins = bots::origins(&tx, id).await?;
    tx.commit().await?;
    let (seen, refused): (Vec<OriginRecord>, Vec<OriginRecord>) =
        origins.into_iter().partition(|origin| origin.allowed);
    let present = |origin: OriginRecord| SeenOrigin {
        origin: origin.origin,
        last_seen_at: rfc3339(origin.last_seen_at),
    };
    Ok(InstallationCheck {
        seen: seen.into_iter().map(present).collect(),
        refused: refused.into_iter().map(present).collect(),
    })
}
