//! `PUT /api/v1/bots/{id}/reranker`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::reranking::{RerankerSettings, SetReranker};
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Choose who takes a second look at the first passages, in the search console and before each answer. An answer
/// waits two seconds for it at most; after that, or when it fails, the first order stands.
#[utoipa::path(
    put,
    path = "/api/v1/bots/{id}/reranker",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = SetReranker,
    responses(
        (status = 200, description = "What is in force now.", body = RerankerSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "It cannot work here: `not_available` says why.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn set_reranker(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<SetReranker>,
) -> Result<Json<RerankerSettings>, Failure> {
    Ok(Json(search::set_reranker(&state.platform, &ctx, bot, input).await?))
}
