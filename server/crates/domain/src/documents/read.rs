//! Reading documents.

use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{DocumentError, present, require_bot};
use crate::paging::Request;
use crate::platform::Platform;

/// One document of a bot.
pub async fn read(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: DocumentId,
) -> Result<Document, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let found = documents::find(&tx, id).await?;
    tx.commit().await?;
    found.filter(|document| document.bot == bot).map(present).ok_or(DocumentError::NotFound)
}

/// A page of a bot's documents, newest first.
pub async fn list(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    query: PageQuery,
) -> Result<Page<Document>, DocumentError> {
    ctx.require(Permission::Read)?;
    let request = Request::parse(&query).map_err(DocumentError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let rows = documents::page(&tx, bot, request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present).collect(), |document| document.id))
}
