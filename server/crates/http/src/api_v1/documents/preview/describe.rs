//! `GET /api/v1/bots/{id}/documents/{doc}/preview`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::preview::Preview;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionQuery;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say how a version of a document can be looked at.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/preview",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), VersionQuery),
    responses(
        (status = 200, description = "How, or why not.", body = Preview),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn preview(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<VersionQuery>,
) -> Result<Json<Preview>, Failure> {
    Ok(Json(documents::preview(&state.platform, &ctx, bot, document, query.version).await?))
}
