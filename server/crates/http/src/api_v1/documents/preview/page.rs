//! `GET /api/v1/bots/{id}/documents/{doc}/preview/pages/{page}`

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionQuery;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Show a page of a PDF as a picture.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/preview/pages/{page}",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), ("page" = u32, Path, description = "Counted from 1."), VersionQuery),
    responses(
        (status = 200, description = "The picture.", body = Vec<u8>, content_type = "image/png"),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document, version or page.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn page(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document, page)): Ids<(BotId, DocumentId, u32)>,
    Query(query): Query<VersionQuery>,
) -> Result<Response, Failure> {
    let picture = documents::page(&state.platform, &ctx, bot, document, page, query.version).await?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, picture).into_response())
}
