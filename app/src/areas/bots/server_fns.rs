//! What the bot pages ask the server.

use chatsphere_contract::bots::{Bot, CreateBot, InstallationCheck, UpdateBot};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// All bots of the workspace, newest first.
#[server(prefix = "/api/fn", endpoint = "bots.list", input = Json)]
pub async fn list_bots() -> Result<Vec<Bot>, AppError> {
    let caller = crate::ssr::caller().await?;
    let mut query = chatsphere_contract::paging::PageQuery { cursor: None, limit: Some(100) };
    let mut bots = Vec::new();
    loop {
        let page = chatsphere_domain::bots::list(&caller.platform, &caller.ctx, query.clone())
            .await
            .map_err(crate::ssr::failed)?;
        bots.extend(page.items);
        if page.next_cursor.is_none() {
            return Ok(bots);
        }
        query.cursor = page.next_cursor;
    }
}

/// One bot.
#[server(prefix = "/api/fn", endpoint = "bots.get", input = Json)]
pub async fn load_bot(bot: String) -> Result<Bot, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::read(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// Makes a bot.
#[server(name = MakeBot, prefix = "/api/fn", endpoint = "bots.create", input = Json)]
pub async fn create_bot(input: CreateBot) -> Result<Bot, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::bots::create(&caller.platform, &caller.ctx, input).await.map_err(crate::ssr::failed)
}

/// Changes a bot; what is absent stays.
#[server(name = SaveBot, prefix = "/api/fn", endpoint = "bots.update", input = Json)]
pub async fn update_bot(bot: String, input: UpdateBot) -> Result<Bot, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::update(&caller.platform, &caller.ctx, id, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Deletes a bot with its documents and conversations.
#[server(prefix = "/api/fn", endpoint = "bots.delete", input = Json)]
pub async fn delete_bot(bot: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::delete(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// Which pages asked for the bot lately, and which were refused.
#[server(prefix = "/api/fn", endpoint = "bots.installation", input = Json)]
pub async fn load_installation(bot: String) -> Result<InstallationCheck, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::bots::installation(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}
