//! Problems on their way out.
//!
//! A handler that fails returns a [`Failure`]; its response carries the problem beside an empty body,
//! and the outermost layer writes the body once the request id is known. So a problem looks the same
//! whether it comes from a handler, an extractor, the router or a panic.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;

/// A refusal: the problem, and headers that belong to it.
#[derive(Debug, Clone)]
pub struct Failure {
    problem: Box<Problem>,
    headers: HeaderMap,
}

impl Failure {
    /// The refusal with one more header.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl<E: Into<Problem>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { problem: Box::new(error.into()), headers: HeaderMap::new() }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        response.extensions_mut().insert(*self.problem);
        response
    }
}

/// Writes the problem that a response carries, if it carries one, into its body.
pub(crate) fn write_body(mut response: Response, request_id: &str) -> Response {
    let Some(mut problem) = response.extensions_mut().remove::<Problem>() else { return response };
    request_id.clone_into(&mut problem.request_id);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if problem.status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    *response.body_mut() = Body::from(body);
    response
}

/// The answer to a path that is not there.
pub async fn not_found() -> Failure {
    Failure::from(Problem::new(404, "not_found", "There is nothing at this address."))
}

/// The answer to a path that is there, but not for this method.
pub async fn method_not_allowed() -> Failure {
    Failure::from(Problem::new(
        405,
        "method_not_allowed",
        "This address does not take this method; the Allow header lists those that it takes.",
    ))
}
