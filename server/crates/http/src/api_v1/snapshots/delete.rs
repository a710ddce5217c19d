//! `DELETE /api/v1/bots/{id}/snapshots/{snapshot}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, SnapshotId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::snapshots;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a snapshot. The documents stay as they are.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/snapshots/{snapshot}",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("snapshot" = SnapshotId, Path, description = "The snapshot.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such snapshot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, snapshot)): Ids<(BotId, SnapshotId)>,
) -> Result<StatusCode, Failure> {
    snapshots::delete(&state.platform, &ctx, bot, snapshot).await?;
    Ok(StatusCode::NO_CONTENT)
}
