//! What the pages of a document ask the server, uploads apart.

use chatsphere_contract::documents::Document;
use chatsphere_contract::paging::Page;
use chatsphere_contract::passages::{
    ChangePassage, DocumentPassage, LostPassage, PassageAnswer, PassageQuery,
};
use chatsphere_contract::preview::{ExtractedText, Preview};
use chatsphere_contract::versions::{CompareQuery, Comparison, DocumentVersion};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// The document.
#[server(prefix = "/api/fn", endpoint = "document.get", input = Json)]
pub async fn load_document(bot: String, document: String) -> Result<Document, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::read(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}

/// How a version is looked at; without a number the present one.
#[server(prefix = "/api/fn", endpoint = "document.preview", input = Json)]
pub async fn load_preview(bot: String, document: String, version: Option<i32>) -> Result<Preview, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::preview(&caller.platform, &caller.ctx, bot, document, version)
        .await
        .map_err(crate::ssr::failed)
}

/// What the bot reads of the document.
#[server(prefix = "/api/fn", endpoint = "document.text", input = Json)]
pub async fn load_text(bot: String, document: String) -> Result<ExtractedText, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::text(&caller.platform, &caller.ctx, bot, document, None)
        .await
        .map_err(crate::ssr::failed)
}

/// A page of the document's passages.
#[server(prefix = "/api/fn", endpoint = "document.passages", input = Json)]
pub async fn list_passages(
    bot: String,
    document: String,
    query: PassageQuery,
) -> Result<Page<DocumentPassage>, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::list_passages(&caller.platform, &caller.ctx, bot, document, query)
        .await
        .map_err(crate::ssr::failed)
}

/// Changes a passage.
#[server(name = SavePassage, prefix = "/api/fn", endpoint = "document.change-passage", input = Json)]
pub async fn change_passage(
    bot: String,
    document: String,
    passage: String,
    input: ChangePassage,
) -> Result<DocumentPassage, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    let passage = (document, crate::ssr::id(&passage, "passage")?);
    chatsphere_domain::documents::change_passage(&caller.platform, &caller.ctx, bot, passage, input)
        .await
        .map_err(crate::ssr::failed)
}

/// The answers that stood on a passage.
#[server(prefix = "/api/fn", endpoint = "document.passage-answers", input = Json)]
pub async fn load_answers(
    bot: String,
    document: String,
    passage: String,
) -> Result<Vec<PassageAnswer>, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    let passage = (document, crate::ssr::id(&passage, "passage")?);
    chatsphere_domain::documents::passage_answers(&caller.platform, &caller.ctx, bot, passage)
        .await
        .map_err(crate::ssr::failed)
}

/// Changes that the newest version had no place for.
#[server(prefix = "/api/fn", endpoint = "document.lost-passages", input = Json)]
pub async fn load_lost(bot: String, document: String) -> Result<Vec<LostPassage>, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::lost_passages(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}

/// They have been seen.
#[server(prefix = "/api/fn", endpoint = "document.forget-lost", input = Json)]
pub async fn forget_lost(bot: String, document: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::forget_lost_passages(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}

/// The document's versions, newest first.
#[server(prefix = "/api/fn", endpoint = "document.versions", input = Json)]
pub async fn list_versions(bot: String, document: String) -> Result<Vec<DocumentVersion>, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::versions(&caller.platform, &caller.ctx, bot, document)
        .await
        .map_err(crate::ssr::failed)
}

/// What differs between two versions.
#[server(prefix = "/api/fn", endpoint = "document.compare", input = Json)]
pub async fn compare_versions(
    bot: String,
    document: String,
    query: CompareQuery,
) -> Result<Comparison, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::compare(&caller.platform, &caller.ctx, bot, document, query)
        .await
        .map_err(crate::ssr::failed)
}

/// Makes an earlier content the newest version.
#[server(prefix = "/api/fn", endpoint = "document.roll-back", input = Json)]
pub async fn roll_back(bot: String, document: String, number: i32) -> Result<Document, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, document) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&document, "document")?);
    chatsphere_domain::documents::roll_back(&caller.platform, &caller.ctx, bot, document, number)
        .await
        .map_err(crate::ssr::failed)
}
