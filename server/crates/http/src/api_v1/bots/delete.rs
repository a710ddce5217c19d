//! `DELETE /api/v1/bots/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a bot with its documents and conversations.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}",
    tag = "bots",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<BotId>,
) -> Result<StatusCode, Failure> {
    bots::delete(&state.platform, &ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
