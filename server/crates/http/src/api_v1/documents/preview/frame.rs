//! `GET /api/v1/bots/{id}/documents/{doc}/preview/frame`

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionQuery;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Ids, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Show a version of a document as plain HTML, without scripts and without anything from elsewhere, for a
/// sandboxed frame of the dashboard.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents/{doc}/preview/frame",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), ("doc" = DocumentId, Path, description = "The document."), VersionQuery),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html"),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such document or version.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn frame(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, document)): Ids<(BotId, DocumentId)>,
    Query(query): Query<VersionQuery>,
) -> Result<Response, Failure> {
    let frame = documents::frame(&state.platform, &ctx, bot, document, query.version).await?;
    let mut response = frame.html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // Without its policy the page must not be shown at all.
    let policy = HeaderValue::from_str(&frame.policy).map_err(|_| Problem::internal())?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
