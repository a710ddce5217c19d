//! `PUT /api/v1/bots/{id}/behaviour/draft`

use axum::extract::State;
use chatsphere_contract::behaviour::{BehaviourState, SaveDraft};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Keep a draft of how a bot answers; visitors notice nothing. What is absent gets its default.
#[utoipa::path(
    put,
    path = "/api/v1/bots/{id}/behaviour/draft",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = SaveDraft,
    responses(
        (status = 200, description = "As it is now.", body = BehaviourState),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 409, description = "`changed_meanwhile`: somebody else changed it since that revision.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn save_draft(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<SaveDraft>,
) -> Result<Json<BehaviourState>, Failure> {
    Ok(Json(behaviour::save_draft(&state.platform, &ctx, bot, input).await?))
}
