//! `GET /api/v1/bots/{id}/documents/{doc}/text`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::preview::ExtractedText;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionQuery;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read what the bot reads of a version of a document.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/text",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), VersionQuery),
    responses(
        (status = 200, description = "The text.", body = ExtractedText),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
        (status = 422, description = "It cannot be read; the code says why.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn text(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<VersionQuery>,
) -> Result<Json<ExtractedText>, Failure> {
    Ok(Json(documents::text(&state.platform, &ctx, bot, document, query.version).await?))
}
