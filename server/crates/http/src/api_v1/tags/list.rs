//! `GET /api/v1/tags`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::Page;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::tags::Tag;
use chatsphere_domain::tags;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Authenticated, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// What is counted.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct TagQuery {
    /// Count the documents of this bot only.
    bot_id: Option<BotId>,
}

/// List the workspace’s tags by name, all on one page.
#[utoipa::path(
    get,
    path = "/api/v1/tags",
    tag = "tags",
    params(TagQuery),
    responses(
        (status = 200, description = "All of them.", body = Page<Tag>),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Query(query): Query<TagQuery>,
) -> Result<Json<Page<Tag>>, Failure> {
    let items = tags::list(&state.platform, &ctx, query.bot_id).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
