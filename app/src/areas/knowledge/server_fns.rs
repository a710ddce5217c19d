//! What the knowledge page asks the server, uploads apart.

use chatsphere_contract::documents::{
    BulkAccepted, BulkRequest, Document, DocumentFilter, DocumentSummary, RestoreDocuments, Restored,
    UpdateDocument,
};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::tags::Tag;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// Everything that the list begins with: a page of documents, the numbers, the tags.
pub type Beginning = (Page<Document>, DocumentSummary, Vec<Tag>);

/// A page of a bot's documents that match, newest first.
#[server(prefix = "/api/fn", endpoint = "documents.list", input = Json)]
pub async fn list_documents(
    bot: String,
    filter: DocumentFilter,
    query: PageQuery,
) -> Result<Page<Document>, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    let query = chatsphere_domain::documents::ListQuery { filter, page: query };
    chatsphere_domain::documents::list(&caller.platform, &caller.ctx, id, query)
        .await
        .map_err(crate::ssr::failed)
}

/// The first page of a bot's documents that match, with the numbers and the tags.
#[server(prefix = "/api/fn", endpoint = "documents.begin", input = Json)]
pub async fn begin_documents(bot: String, filter: DocumentFilter) -> Result<Beginning, AppError> {
    let caller = crate::ssr::caller().await?;
    let (platform, ctx) = (&caller.platform, &caller.ctx);
    let id = crate::ssr::id(&bot, "bot")?;
    let summary = chatsphere_domain::documents::summary(platform, ctx, id, &filter)
        .await
        .map_err(crate::ssr::failed)?;
    let query = chatsphere_domain::documents::ListQuery { filter, page: super::model::FIRST };
    let page =
        chatsphere_domain::documents::list(platform, ctx, id, query).await.map_err(crate::ssr::failed)?;
    let tags = chatsphere_domain::tags::list(platform, ctx, Some(id)).await.map_err(crate::ssr::failed)?;
    Ok((page, summary, tags))
}

/// Tags, enables or disables a document.
#[server(name = ChangeDocument, prefix = "/api/fn", endpoint = "documents.update", input = Json)]
pub async fn update_document(
    bot: String,
    document: String,
    input: UpdateDocument,
) -> Result<Document, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::update(&caller.platform, &caller.ctx, bot, document, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Does one thing to many documents.
#[server(prefix = "/api/fn", endpoint = "documents.bulk", input = Json)]
pub async fn bulk_documents(bot: String, request: BulkRequest) -> Result<BulkAccepted, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::documents::bulk(&caller.platform, &caller.ctx, id, request)
        .await
        .map_err(crate::ssr::failed)
}

/// Brings deleted documents back.
#[server(name = BringBackDocuments, prefix = "/api/fn", endpoint = "documents.restore", input = Json)]
pub async fn restore_documents(bot: String, input: RestoreDocuments) -> Result<Restored, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::documents::restore(&caller.platform, &caller.ctx, id, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Takes a document out; from this moment no answer uses it.
#[server(prefix = "/api/fn", endpoint = "documents.delete", input = Json)]
pub async fn delete_document(bot: String, document: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::delete(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}

/// Reads a failed document once more.
#[server(prefix = "/api/fn", endpoint = "documents.retry", input = Json)]
pub async fn retry_document(bot: String, document: String) -> Result<Document, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::retry(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}
