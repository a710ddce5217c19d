//! What the pages of web sources ask the server.

use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::sources::{CreateSource, PageState, Source, SourcePage, SyncAccepted, UpdateSource};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// All web sources of a bot, newest first; there are at most 200.
#[server(prefix = "/api/fn", endpoint = "sources.list", input = Json)]
pub async fn list_sources(bot: String) -> Result<Vec<Source>, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    let mut query = PageQuery { cursor: None, limit: Some(100) };
    let mut sources = Vec::new();
    loop {
        let page = chatsphere_domain::sources::list(&caller.platform, &caller.ctx, id, query.clone())
            .await
            .map_err(crate::ssr::failed)?;
        sources.extend(page.items);
        if page.next_cursor.is_none() {
            return Ok(sources);
        }
        query.cursor = page.next_cursor;
    }
}

/// One web source.
#[server(prefix = "/api/fn", endpoint = "sources.get", input = Json)]
pub async fn load_source(bot: String, source: String) -> Result<Source, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, source) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&source, "source")?);
    chatsphere_domain::sources::read(&caller.platform, &caller.ctx, bot, source)
        .await
        .map_err(crate::ssr::failed)
}

/// Adds a web source; it is read at once.
#[server(prefix = "/api/fn", endpoint = "sources.create", input = Json)]
pub async fn add_source(bot: String, input: CreateSource) -> Result<Source, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::sources::create(&caller.platform, &caller.ctx, id, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Changes what a web source reads.
#[server(prefix = "/api/fn", endpoint = "sources.update", input = Json)]
pub async fn change_source(bot: String, source: String, input: UpdateSource) -> Result<Source, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, source) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&source, "source")?);
    chatsphere_domain::sources::update(&caller.platform, &caller.ctx, bot, source, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Deletes a web source with its documents.
#[server(prefix = "/api/fn", endpoint = "sources.delete", input = Json)]
pub async fn delete_source(bot: String, source: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, source) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&source, "source")?);
    chatsphere_domain::sources::delete(&caller.platform, &caller.ctx, bot, source)
        .await
        .map_err(crate::ssr::failed)
}

/// Looks for what is new.
#[server(prefix = "/api/fn", endpoint = "sources.sync", input = Json)]
pub async fn sync_source(bot: String, source: String) -> Result<SyncAccepted, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, source) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&source, "source")?);
    chatsphere_domain::sources::sync(&caller.platform, &caller.ctx, bot, source)
        .await
        .map_err(crate::ssr::failed)
}

/// Stops the sync that runs.
#[server(prefix = "/api/fn", endpoint = "sources.stop", input = Json)]
pub async fn stop_sync(job: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::cancel(&caller.platform, &caller.ctx, id)
        .await
        .map(drop)
        .map_err(crate::ssr::failed)
}

/// A page of a source's pages, in the order they were found.
#[server(prefix = "/api/fn", endpoint = "sources.pages", input = Json)]
pub async fn list_pages(
    bot: String,
    source: String,
    state: Option<PageState>,
    query: PageQuery,
) -> Result<Page<SourcePage>, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, source) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&source, "source")?);
    chatsphere_domain::sources::pages(&caller.platform, &caller.ctx, bot, source, state, query)
        .await
        .map_err(crate::ssr::failed)
}
