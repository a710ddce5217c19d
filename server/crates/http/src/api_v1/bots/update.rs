//! `PATCH /api/v1/bots/{id}`

use axum::extract::State;
use chatsphere_contract::bots::{Bot, UpdateBot};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Change a bot. What is absent stays.
#[utoipa::path(
    patch,
    path = "/api/v1/bots/{id}",
    tag = "bots",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = UpdateBot,
    responses(
        (status = 200, description = "The bot as it is now.", body = Bot),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<BotId>,
    Json(input): Json<UpdateBot>,
) -> Result<Json<Bot>, Failure> {
    Ok(Json(bots::update(&state.platform, &ctx, id, input).await?))
}
