//! CORS of the widget's API. Tokens travel in a header, so no credentials are ever allowed; the Origin
//! is echoed only where the request itself was not refused because of it.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use chatsphere_contract::problem::Problem;

use crate::requested_origin::RequestedOrigin;
use crate::state::HttpState;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
const HEADERS: HeaderValue = HeaderValue::from_static("Authorization, Content-Type, Last-Event-ID");
const EXPOSED: HeaderValue = HeaderValue::from_static("Retry-After, X-Request-Id");
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("7200");

pub(crate) async fn widget_cors(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/widget/v1/") {
        return next.run(request).await;
    }
    let server = &state.platform.config.server;
    let origin = match RequestedOrigin::read(server, request.extensions(), request.headers()) {
        RequestedOrigin::Own(origin) | RequestedOrigin::Foreign(origin) => {
            HeaderValue::from_str(origin.as_str()).ok()
        }
        RequestedOrigin::Absent { .. } | RequestedOrigin::Malformed => None,
    };
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight { preflight() } else { next.run(request).await };
    let refused =
        response.extensions().get::<Problem>().is_some_and(|problem| problem.code == "origin_not_allowed");
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    set(headers, "cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    if let Some(origin) = origin.filter(|_| !refused) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    response
}

fn set(headers: &mut HeaderMap, name: &'static str, value: HeaderValue) {
    headers.insert(HeaderName::from_static(name), value);
}
