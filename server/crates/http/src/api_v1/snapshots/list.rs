//! `GET /api/v1/bots/{id}/snapshots`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::Snapshot;
use chatsphere_domain::snapshots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// List the snapshots of a bot’s knowledge, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/snapshots",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "All of them.", body = Vec<Snapshot>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<Vec<Snapshot>>, Failure> {
    Ok(Json(snapshots::list(&state.platform, &ctx, bot).await?))
}
