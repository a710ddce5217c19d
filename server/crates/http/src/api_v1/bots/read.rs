//! `GET /api/v1/bots/{id}`

use axum::extract::State;
use chatsphere_contract::bots::Bot;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read a bot.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}",
    tag = "bots",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "The bot.", body = Bot),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<BotId>,
) -> Result<Json<Bot>, Failure> {
    Ok(Json(bots::read(&state.platform, &ctx, id).await?))
}
