//! `POST /api/v1/bots/{id}/documents/{doc}/versions/{number}/roll-back`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Make an earlier version’s content the newest version. Answers use the present one until it is read.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/documents/{doc}/versions/{number}/roll-back",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), ("number" = i32, Path, description = "The earlier version.")),
    responses(
        (status = 202, description = "It is queued.", body = Document),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
        (status = 409, description = "`unchanged`: it is the present content.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn roll_back(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document, number)): Ids<(BotId, DocumentId, i32)>,
) -> Result<(StatusCode, Json<Document>), Failure> {
    let document = documents::roll_back(&state.platform, &ctx, bot, document, number).await?;
    Ok((StatusCode::ACCEPTED, Json(document)))
}
