//! `GET /api/v1/bots/{id}/reranker`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::reranking::RerankerSettings;
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say who takes a second look at what is found for a bot, and who could.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/reranker",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "What is in force.", body = RerankerSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read_reranker(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<RerankerSettings>, Failure> {
    Ok(Json(search::read_reranker(&state.platform, &ctx, bot).await?))
}
