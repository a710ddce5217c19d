//! `GET /api/v1/bots/{id}/documents/{doc}/versions/compare`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::{CompareQuery, Comparison};
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Compare the texts of two versions.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/versions/compare",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), CompareQuery),
    responses(
        (status = 200, description = "What differs.", body = Comparison),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
        (status = 422, description = "They are the same version, or one cannot be read.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn compare(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<CompareQuery>,
) -> Result<Json<Comparison>, Failure> {
    Ok(Json(documents::compare(&state.platform, &ctx, bot, document, query).await?))
}
