//! What happens around every request, in one list.
//!
//! From the outside in: request id, access log and metrics, problem bodies, security headers,
//! compression, panics, same-origin check, the limit of log-ins. Whatever an inner layer answers, a problem gets its body and
//! every response its headers.

mod access_log;
mod panics;
mod request_id;
mod same_origin;
mod security_headers;
mod sign_in_limit;
mod widget_cors;

pub(crate) use request_id::RequestId;
pub(crate) use widget_cors::widget_cors;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::state::HttpState;

/// Puts the layers around a whole router, pages of the dashboard included.
pub fn around(router: Router, state: &HttpState) -> Router {
    router
        .layer(from_fn_with_state(state.clone(), sign_in_limit::sign_in_limit))
        .layer(from_fn_with_state(state.clone(), same_origin::same_origin))
        .layer(CatchPanicLayer::custom(panics::answer))
        // The default predicate leaves event streams and images alone.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(security_headers::security_headers))
        .layer(from_fn(access_log::access_log))
        .layer(from_fn(request_id::request_id))
}
