//! Reading documents.

use chatsphere_contract::documents::{Document, DocumentFilter, DocumentSummary};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::documents;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::filter::resolve;
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

/// Which page of which documents.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Which documents.
    pub filter: DocumentFilter,
    /// Which page of them.
    pub page: PageQuery,
}

impl From<PageQuery> for ListQuery {
    fn from(page: PageQuery) -> Self {
        Self { page, ..Self::default() }
    }
}

/// A page of a bot's documents, newest first.
pub async fn list(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    query: impl Into<ListQuery>,
) -> Result<Page<Document>, DocumentError> {
    ctx.require(Permission::Read)?;
    let query = query.into();
    let request = Request::parse(&query.page).map_err(DocumentError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let filter = resolve(&tx, &query.filter).await?;
    let rows = documents::matching(&tx, bot, &filter, request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present).collect(), |document| document.id))
}

/// How many documents a filter means, and what there is to filter by.
pub async fn summary(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    filter: &DocumentFilter,
) -> Result<DocumentSummary, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let all = documents::DocumentFilter::default();
    let filter = resolve(&tx, filter).await?;
    let total = documents::count(&tx, bot, &all).await?;
    let matching = if filter == all { total } else { documents::count(&tx, bot, &filter).await? };
    let media_types = documents::media_types(&tx, bot).await?;
    tx.commit().await?;
    Ok(DocumentSummary { matching, total, media_types })
}
