//! Changing a bot.

use chatsphere_contract::bots::{Bot, UpdateBot};
use chatsphere_contract::ids::BotId;
use chatsphere_db::bots;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{BotError, present, validate};
use crate::platform::Platform;

/// Changes what is given; the rest stays, also against a change at the same moment.
pub async fn update(platform: &Platform, ctx: &Ctx, id: BotId, input: UpdateBot) -> Result<Bot, BotError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let bot = bots::find_locked(&tx, id).await?.ok_or(BotError::NotFound)?;
    let bot = validate::changed(bot, input.name, input.settings, platform.clock.now())?;
    bots::update(&tx, &bot).await?;
    let counts = bots::counts(&tx, &[id]).await?;
    tx.commit().await?;
    Ok(present(bot, counts.get(&id).copied().unwrap_or_default()))
}
