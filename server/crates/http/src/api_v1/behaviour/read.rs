//! `GET /api/v1/bots/{id}/behaviour`

use axum::extract::State;
use chatsphere_contract::behaviour::BehaviourState;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read how a bot answers: what visitors get, and what is prepared.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/behaviour",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "As it is now.", body = BehaviourState),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<BehaviourState>, Failure> {
    Ok(Json(behaviour::read(&state.platform, &ctx, bot).await?))
}
