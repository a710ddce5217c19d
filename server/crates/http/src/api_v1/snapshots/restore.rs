//! `POST /api/v1/bots/{id}/snapshots/{snapshot}/restore`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, SnapshotId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::JobStarted;
use chatsphere_domain::snapshots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Restore a snapshot: documents get their content of then, those that are gone come back, and those that came
/// later go. What is there now is kept as another snapshot first. A job does it.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/snapshots/{snapshot}/restore",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("snapshot" = SnapshotId, Path, description = "The snapshot.")),
    responses(
        (status = 202, description = "Follow the job.", body = JobStarted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such snapshot.", body = Problem),
        (status = 409, description = "`too_many_snapshots`: there is no room for what is there now.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn restore(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, snapshot)): Ids<(BotId, SnapshotId)>,
) -> Result<(StatusCode, Json<JobStarted>), Failure> {
    let started = snapshots::restore(&state.platform, &ctx, bot, snapshot).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}
