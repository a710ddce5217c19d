//! `DELETE /api/v1/bots/{id}/behaviour/draft`

use axum::extract::State;
use chatsphere_contract::behaviour::{AtRevision, BehaviourState};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Forget the draft.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/behaviour/draft",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot."), AtRevision),
    responses(
        (status = 200, description = "As it is now.", body = BehaviourState),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 409, description = "`changed_meanwhile`: somebody else changed it since that revision; `no_draft`: there is none.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn discard_draft(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(at): Query<AtRevision>,
) -> Result<Json<BehaviourState>, Failure> {
    Ok(Json(behaviour::discard_draft(&state.platform, &ctx, bot, at).await?))
}
