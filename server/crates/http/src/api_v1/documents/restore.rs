//! `POST /api/v1/bots/{id}/documents/restore`

use axum::extract::State;
use chatsphere_contract::documents::{RestoreDocuments, Restored};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Restore documents that were deleted in the last ten minutes: single ones, or all of one bulk action.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/restore",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = RestoreDocuments,
    responses(
        (status = 200, description = "How many came back; those that are gone for good are not counted.", body = Restored),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "The field that is wrong.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn restore(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<RestoreDocuments>,
) -> Result<Json<Restored>, Failure> {
    Ok(Json(documents::restore(&state.platform, &ctx, bot, input).await?))
}
