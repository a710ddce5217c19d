//! `GET /widget.js`

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::problem::{Failure, not_found};
use crate::state::HttpState;

/// The launcher that host pages include. Its address never changes, so browsers ask again soon.
#[utoipa::path(
    get,
    path = "/widget.js",
    tag = "pages",
    security(()),
    responses(
        (status = 200, description = "The script.", body = String, content_type = "text/javascript"),
        (status = 304, description = "The browser’s copy is good.")
    )
)]
pub(super) async fn launcher(
    State(state): State<HttpState>,
    request: HeaderMap,
) -> Result<Response, Failure> {
    let Some(launcher) = state.site.launcher() else { return Err(not_found().await) };
    let known = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == launcher.etag));
    let (status, body) = if known {
        (StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        (StatusCode::OK, launcher.text.clone())
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300, stale-while-revalidate=86400"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(etag) = HeaderValue::from_str(&launcher.etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}
