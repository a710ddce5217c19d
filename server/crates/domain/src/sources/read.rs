//! Reading sources and their pages.

use chatsphere_contract::ids::{BotId, SourceId, SourcePageId};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::sources::{PageState, Source, SourcePage, SourceReason};
use chatsphere_db::sources::{self, PageRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::{SourceError, present, require, require_bot};
use crate::paging::Request;
use crate::platform::Platform;

/// One source of a bot.
pub async fn read(platform: &Platform, ctx: &Ctx, bot: BotId, id: SourceId) -> Result<Source, SourceError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let source = require(&tx, bot, id).await?;
    tx.commit().await?;
    Ok(present(source))
}

/// A page of a bot's sources, newest first.
pub async fn list(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    query: PageQuery,
) -> Result<Page<Source>, SourceError> {
    ctx.require(Permission::Read)?;
    let request = Request::parse(&query).map_err(SourceError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let rows = sources::list(&tx, bot, request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present).collect(), |source| source.id))
}

/// A page of a source's pages in the order they were found, of one state or of all.
pub async fn pages(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: SourceId,
    state: Option<PageState>,
    query: PageQuery,
) -> Result<Page<SourcePage>, SourceError> {
    ctx.require(Permission::Read)?;
    let request: Request<SourcePageId> = Request::parse(&query).map_err(SourceError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require(&tx, bot, id).await?;
    // The cursor is the last page that was shown; in this order the next ones come after it.
    let rows = sources::page(&tx, id, state, request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present_page).collect(), |page| page.id))
}

fn present_page(page: PageRecord) -> SourcePage {
    // A page that was fetched well may still be one that cannot be read.
    let reason = page.reason.or(page.document_error);
    SourcePage {
        id: page.id,
        address: page.address,
        state: page.state,
        reason: reason.map(|(code, message)| SourceReason { code, message }),
        leads_to: page.leads_to,
        depth: page.depth,
        document_id: page.document,
        title: page.title,
        document_status: page.document_status,
        last_checked_at: page.last_checked_at.map(rfc3339),
        last_changed_at: page.last_changed_at.map(rfc3339),
    }
}
