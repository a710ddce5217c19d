//! A new id for each request. None is taken from outside: an id in our log is always ours.

use axum::extract::Request;
use axum::http::{Extensions, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use chatsphere_kernel::{OsRandom, Random};

use crate::problem;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request, in its extensions.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The request's id.
    pub(crate) fn of(extensions: &Extensions) -> &str {
        extensions.get::<Self>().map_or("", |id| id.0.as_str())
    }
}

pub(crate) async fn request_id(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 12];
    OsRandom.fill(&mut bytes);
    let id: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let value = HeaderValue::from_str(&id).ok();
    // Also as a header of the request, for the dashboard, which does not know this crate.
    match value.clone() {
        Some(value) => request.headers_mut().insert(HEADER, value),
        None => request.headers_mut().remove(HEADER),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = problem::write_body(next.run(request).await, &id);
    if let Some(value) = value {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
