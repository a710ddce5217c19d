//! A page like a customer's, with the real widget on it: what Appearance shows while a bot is branded.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// `/preview/{public_key}`: another page than the dashboard, framed by it.
pub(super) async fn page(Path(public_key): Path<String>) -> Response {
    // The key goes into an attribute: anything but the characters of a key is left out.
    let key: String =
        public_key.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    let html = include_str!("preview.html").replace("PUBLIC_KEY", &key);
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                  img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'self'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, html).into_response()
}

/// Hands drafts from the dashboard to the widget.
pub(super) async fn script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("preview.js"))
}

/// The look of the page around the widget.
pub(super) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("preview.css"))
}
