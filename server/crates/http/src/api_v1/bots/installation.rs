//! `GET /api/v1/bots/{id}/installation`

use axum::extract::State;
use chatsphere_contract::bots::InstallationCheck;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Which pages asked for the bot lately, and which were refused.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/installation",
    tag = "bots",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "What was seen.", body = InstallationCheck),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn installation(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<BotId>,
) -> Result<Json<InstallationCheck>, Failure> {
    Ok(Json(bots::installation(&state.platform, &ctx, id).await?))
}
