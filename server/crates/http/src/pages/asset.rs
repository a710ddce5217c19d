//! `GET /assets/{name}`

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use tokio_util::io::ReaderStream;

use crate::extract::Ids;
use crate::problem::{Failure, not_found};
use crate::state::HttpState;

/// A built file. Its name holds a hash of its content, so it never changes.
#[utoipa::path(
    get,
    path = "/assets/{name}",
    tag = "pages",
    security(()),
    params(("name" = String, Path, description = "File name with its hash.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream"), (status = 404, description = "There is none."))
)]
pub(super) async fn asset(
    State(state): State<HttpState>,
    Ids(name): Ids<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(plain) = state.site.file(&name) else { return Err(not_found().await) };
    let compressed = if accepts_brotli(&headers) { state.site.file(&format!("{name}.br")) } else { None };
    let is_compressed = compressed.is_some();
    let Ok(file) = tokio::fs::File::open(compressed.unwrap_or(plain)).await else {
        return Err(not_found().await);
    };
    let size = file.metadata().await.ok().map(|metadata| metadata.len());
    let mut response = Response::new(Body::from_stream(ReaderStream::with_capacity(file, 64 * 1024)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(&name));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if let Some(size) = size {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    if is_compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Ok(response)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|offer| {
            let (coding, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
            (coding.trim() == "br").then_some(weight.trim())
        })
        .any(|weight| !matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}

fn content_type(name: &str) -> HeaderValue {
    HeaderValue::from_static(match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    })
}
