//! What the page of a bot's behaviour asks the server.

use chatsphere_contract::behaviour::{
    AtRevision, BehaviourComparison, BehaviourState, BehaviourVersion, PreviewPrompt, PromptPreview,
    PublishDraft, SaveDraft,
};
use chatsphere_contract::paging::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// What visitors get, and what is prepared.
#[server(prefix = "/api/fn", endpoint = "behaviour.get", input = Json)]
pub async fn load_behaviour(bot: String) -> Result<BehaviourState, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::read(&caller.platform, &caller.ctx, bot)
        .await
        .map_err(crate::ssr::failed)
}

/// Keeps a draft.
#[server(name = KeepDraft, prefix = "/api/fn", endpoint = "behaviour.save-draft", input = Json)]
pub async fn save_draft(bot: String, input: SaveDraft) -> Result<BehaviourState, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::save_draft(&caller.platform, &caller.ctx, bot, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Forgets the draft.
#[server(prefix = "/api/fn", endpoint = "behaviour.discard-draft", input = Json)]
pub async fn discard_draft(bot: String, at: AtRevision) -> Result<BehaviourState, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::discard_draft(&caller.platform, &caller.ctx, bot, at)
        .await
        .map_err(crate::ssr::failed)
}

/// Makes the draft what visitors get.
#[server(name = Publish, prefix = "/api/fn", endpoint = "behaviour.publish", input = Json)]
pub async fn publish_draft(bot: String, input: PublishDraft) -> Result<BehaviourState, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::publish(&caller.platform, &caller.ctx, bot, input)
        .await
        .map_err(crate::ssr::failed)
}

/// A page of what was published, newest first.
#[server(prefix = "/api/fn", endpoint = "behaviour.versions", input = Json)]
pub async fn list_versions(bot: String, cursor: Option<String>) -> Result<Page<BehaviourVersion>, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    let query = chatsphere_contract::paging::PageQuery { cursor, limit: Some(20) };
    chatsphere_domain::bots::behaviour::versions(&caller.platform, &caller.ctx, bot, query)
        .await
        .map_err(crate::ssr::failed)
}

/// What differs between two versions.
#[server(prefix = "/api/fn", endpoint = "behaviour.compare", input = Json)]
pub async fn compare_versions(bot: String, number: i32, with: i32) -> Result<BehaviourComparison, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::compare(&caller.platform, &caller.ctx, bot, (number, with))
        .await
        .map_err(crate::ssr::failed)
}

/// Publishes a version that is equal to an earlier one.
#[server(name = Restore, prefix = "/api/fn", endpoint = "behaviour.restore", input = Json)]
pub async fn restore_version(bot: String, number: i32, at: AtRevision) -> Result<BehaviourState, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::restore(&caller.platform, &caller.ctx, bot, number, at)
        .await
        .map_err(crate::ssr::failed)
}

/// What a model would be sent for a question.
#[server(name = MakePrompt, prefix = "/api/fn", endpoint = "behaviour.preview", input = Json)]
pub async fn preview_prompt(bot: String, input: PreviewPrompt) -> Result<PromptPreview, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::behaviour::preview(&caller.platform, &caller.ctx, bot, input)
        .await
        .map_err(crate::ssr::failed)
}
