//! What pages with tags ask the server.

use chatsphere_contract::tags::{CreateTag, Tag, UpdateTag};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// All tags of the workspace, with how many documents of a bot have each.
#[server(prefix = "/api/fn", endpoint = "tags.list", input = Json)]
pub async fn list_tags(bot: String) -> Result<Vec<Tag>, AppError> {
    let caller = crate::ssr::caller().await?;
    let bot = crate::ssr::id(&bot, "bot")?;
    chatsphere_domain::tags::list(&caller.platform, &caller.ctx, Some(bot)).await.map_err(crate::ssr::failed)
}

/// Makes a tag.
#[server(name = MakeTag, prefix = "/api/fn", endpoint = "tags.create", input = Json)]
pub async fn create_tag(input: CreateTag) -> Result<Tag, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::tags::create(&caller.platform, &caller.ctx, input).await.map_err(crate::ssr::failed)
}

/// Renames, colours or describes a tag.
#[server(name = SaveTag, prefix = "/api/fn", endpoint = "tags.update", input = Json)]
pub async fn update_tag(tag: String, input: UpdateTag) -> Result<Tag, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&tag, "tag")?;
    chatsphere_domain::tags::update(&caller.platform, &caller.ctx, id, input)
        .await
        .map_err(crate::ssr::failed)
}

/// Everything that has one tag gets another, and the one is gone.
#[server(prefix = "/api/fn", endpoint = "tags.merge", input = Json)]
pub async fn merge_tag(tag: String, into: String) -> Result<Tag, AppError> {
    let caller = crate::ssr::caller().await?;
    let (id, into) = (crate::ssr::id(&tag, "tag")?, crate::ssr::id(&into, "tag")?);
    chatsphere_domain::tags::merge(&caller.platform, &caller.ctx, id, into).await.map_err(crate::ssr::failed)
}

/// Takes a tag off everything.
#[server(prefix = "/api/fn", endpoint = "tags.delete", input = Json)]
pub async fn delete_tag(tag: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&tag, "tag")?;
    chatsphere_domain::tags::delete(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}
