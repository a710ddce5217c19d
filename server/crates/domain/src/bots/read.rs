//! Reading bots.

use chatsphere_contract::bots::Bot;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::bots;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{BotError, present};
use crate::paging::Request;
use crate::platform::Platform;

/// One bot.
pub async fn read(platform: &Platform, ctx: &Ctx, id: BotId) -> Result<Bot, BotError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let bot = bots::find(&tx, id).await?.ok_or(BotError::NotFound)?;
    let counts = bots::counts(&tx, &[id]).await?;
    tx.commit().await?;
    Ok(present(bot, counts.get(&id).copied().unwrap_or_default()))
}

/// A page of bots, newest first.
pub async fn list(platform: &Platform, ctx: &Ctx, query: PageQuery) -> Result<Page<Bot>, BotError> {
    ctx.require(Permission::Read)?;
    let request = Request::parse(&query).map_err(BotError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let rows = bots::page(&tx, request.before, request.rows()).await?;
    let ids: Vec<BotId> = rows.iter().map(|bot| bot.id).collect();
    let counts = bots::counts(&tx, &ids).await?;
    tx.commit().await?;
    let items = rows.into_iter().map(|bot| {
        let counted = counts.get(&bot.id).copied().unwrap_or_default();
        present(bot, counted)
    });
    Ok(request.page(items.collect(), |bot| bot.id))
}
