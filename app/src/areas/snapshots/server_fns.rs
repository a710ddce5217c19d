//! What the page of snapshots asks the server.

use chatsphere_contract::versions::{JobStarted, Snapshot};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// The snapshots of a bot's knowledge, newest first.
#[server(prefix = "/api/fn", endpoint = "snapshots.list", input = Json)]
pub async fn list_snapshots(bot: String) -> Result<Vec<Snapshot>, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::snapshots::list(&caller.platform, &caller.ctx, bot).await.map_err(crate::ssr::failed)
}

/// Takes one of everything as it is now.
#[server(name = TakeSnapshot, prefix = "/api/fn", endpoint = "snapshots.create", input = Json)]
pub async fn take_snapshot(bot: String, name: String) -> Result<Snapshot, AppError> {
    use chatsphere_contract::versions::CreateSnapshot;
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::snapshots::create(&caller.platform, &caller.ctx, bot, CreateSnapshot { name })
        .await
        .map_err(crate::ssr::failed)
}

/// Has a job put everything back as it was.
#[server(prefix = "/api/fn", endpoint = "snapshots.restore", input = Json)]
pub async fn restore_snapshot(bot: String, snapshot: String) -> Result<JobStarted, AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, id) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&snapshot, "snapshot")?);
    chatsphere_domain::snapshots::restore(&caller.platform, &caller.ctx, bot, id)
        .await
        .map_err(crate::ssr::failed)
}

/// Deletes one; the documents stay as they are.
#[server(prefix = "/api/fn", endpoint = "snapshots.delete", input = Json)]
pub async fn delete_snapshot(bot: String, snapshot: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let (bot, id) = (crate::ssr::id(&bot, "bot")?, crate::ssr::id(&snapshot, "snapshot")?);
    chatsphere_domain::snapshots::delete(&caller.platform, &caller.ctx, bot, id)
        .await
        .map_err(crate::ssr::failed)
}
