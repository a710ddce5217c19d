//! `POST /api/v1/bots/{id}/snapshots`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::{CreateSnapshot, Snapshot};
use chatsphere_domain::snapshots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Take a snapshot of a bot’s knowledge: every document as it is now, under a name.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/snapshots",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = CreateSnapshot,
    responses(
        (status = 201, description = "The snapshot.", body = Snapshot),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 409, description = "`name_taken` or `too_many_snapshots`", body = Problem),
        (status = 422, description = "The name is empty or too long.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<CreateSnapshot>,
) -> Result<(StatusCode, Json<Snapshot>), Failure> {
    let snapshot = snapshots::create(&state.platform, &ctx, bot, input).await?;
    Ok((StatusCode::CREATED, Json(snapshot)))
}
