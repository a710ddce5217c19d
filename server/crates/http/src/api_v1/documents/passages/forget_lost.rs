//! `DELETE /api/v1/bots/{id}/documents/{doc}/lost-passages`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Forget them: somebody has seen them.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/documents/{doc}/lost-passages",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    responses(
        (status = 204, description = "Forgotten."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn forget_lost(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
) -> Result<StatusCode, Failure> {
    documents::forget_lost_passages(&state.platform, &ctx, bot, document).await?;
    Ok(StatusCode::NO_CONTENT)
}
