//! `GET /api/v1/conversations`

use axum::extract::State;
use chatsphere_contract::conversations::ConversationSummary;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::conversations;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Authenticated, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct ListQuery {
    /// Only this bot's.
    bot_id: Option<BotId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many items, 1 to 100; 50 when absent.
    limit: Option<u32>,
}

/// List conversations, the latest first.
#[utoipa::path(
    get,
    path = "/api/v1/conversations",
    tag = "conversations",
    params(ListQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<ConversationSummary>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ConversationSummary>>, Failure> {
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    Ok(Json(conversations::list(&state.platform, &ctx, query.bot_id, &page).await?))
}
