//! `GET /api/v1/bots/{id}/behaviour/versions/{number}/compare`

use axum::extract::State;
use chatsphere_contract::behaviour::{BehaviourComparison, CompareWith};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Compare two versions, field by field.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/behaviour/versions/{number}/compare",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot."), ("number" = i32, Path, description = "The version."), CompareWith),
    responses(
        (status = 200, description = "What differs.", body = BehaviourComparison),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot, or the bot no such version.", body = Problem),
        (status = 422, description = "They are the same version.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn compare(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, number)): Ids<(BotId, i32)>,
    Query(query): Query<CompareWith>,
) -> Result<Json<BehaviourComparison>, Failure> {
    Ok(Json(behaviour::compare(&state.platform, &ctx, bot, (number, query.with)).await?))
}
