//! `POST /api/v1/bots/{id}/documents/{doc}/retry`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read a failed document once more.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/{doc}/retry",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    responses(
        (status = 202, description = "It is queued again.", body = Document),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
        (status = 409, description = "It did not fail.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn retry(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
) -> Result<(StatusCode, Json<Document>), Failure> {
    let document = documents::retry(&state.platform, &ctx, bot, document).await?;
    Ok((StatusCode::ACCEPTED, Json(document)))
}
