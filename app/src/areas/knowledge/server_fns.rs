//! What the knowledge page asks the server, uploads apart.

use chatsphere_contract::documents::Document;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// A page of a bot's documents, newest first.
#[server(prefix = "/api/fn", endpoint = "documents.list", input = Json)]
pub async fn list_documents(bot: String, query: PageQuery) -> Result<Page<Document>, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::documents::list(&caller.platform, &caller.ctx, id, query)
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

/// A background job, for the progress of an import.
#[server(prefix = "/api/fn", endpoint = "jobs.get", input = Json)]
pub async fn load_job(job: String) -> Result<Job, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::read(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}
