//! `GET /api/v1/bots/{id}/search/history`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::SearchHistory;
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// What was searched for in the last 30 days: lately, most often, and without a good answer.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/search/history",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "Nobody who asked is named.", body = SearchHistory),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn history(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<SearchHistory>, Failure> {
    Ok(Json(search::history(&state.platform, &ctx, bot).await?))
}
