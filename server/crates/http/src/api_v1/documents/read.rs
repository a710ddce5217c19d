//! `GET /api/v1/bots/{id}/documents/{doc}`

use axum::extract::State;
use chatsphere_contract::documents::Document;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read a document: how far it is, or why it failed.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document.")),
    responses(
        (status = 200, description = "The document.", body = Document),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
) -> Result<Json<Document>, Failure> {
    Ok(Json(documents::read(&state.platform, &ctx, bot, document).await?))
}
