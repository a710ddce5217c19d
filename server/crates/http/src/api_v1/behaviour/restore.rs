//! `POST /api/v1/bots/{id}/behaviour/versions/{number}/restore`

use axum::extract::State;
use chatsphere_contract::behaviour::{AtRevision, BehaviourState};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Go back: publish a new version that is equal to an earlier one. The draft stays.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/behaviour/versions/{number}/restore",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot."), ("number" = i32, Path, description = "The version.")),
    request_body = AtRevision,
    responses(
        (status = 200, description = "As it is now.", body = BehaviourState),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot, or the bot no such version.", body = Problem),
        (status = 409, description = "`changed_meanwhile`: somebody else changed it since that revision; `unchanged`: visitors get exactly this already.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn restore(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, number)): Ids<(BotId, i32)>,
    Json(at): Json<AtRevision>,
) -> Result<Json<BehaviourState>, Failure> {
    Ok(Json(behaviour::restore(&state.platform, &ctx, bot, number, at).await?))
}
