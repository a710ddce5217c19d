//! `PATCH /api/v1/bots/{id}/documents/{doc}`

use axum::extract::State;
use chatsphere_contract::documents::{Document, UpdateDocument};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Tag, enable or disable a document.
#[utoipa::path(
    patch,
    path = "/api/v1/bots/{id}/documents/{doc}",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    request_body = UpdateDocument,
    responses(
        (status = 200, description = "The document as it is now.", body = Document),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Json(input): Json<UpdateDocument>,
) -> Result<Json<Document>, Failure> {
    Ok(Json(documents::update(&state.platform, &ctx, bot, document, input).await?))
}
