//! Against forged requests: a page of another site must not act with our visitor's cookie.
//!
//! A request that changes something and is not authorised by a header must come from our own pages. A
//! browser says so in `Origin` or `Sec-Fetch-Site`; a program sends neither and no cookie. Checked for
//! every route, the dashboard's server functions included; the widget's API uses no cookies and has
//! Origin rules of its own.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts::cookie;

use crate::problem::Failure;
use crate::requested_origin::RequestedOrigin;
use crate::state::HttpState;

pub(crate) async fn same_origin(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_header = request.headers().contains_key(header::AUTHORIZATION);
    if safe || by_header || request.uri().path().starts_with("/widget/v1/") {
        return next.run(request).await;
    }
    let server = &state.platform.config.server;
    let origin = RequestedOrigin::read(server, request.extensions(), request.headers());
    let acceptable = match origin {
        // Without a cookie there is nothing to abuse.
        RequestedOrigin::Absent { same_origin: false } => !has_session(request.headers()),
        other => other.is_ours(),
    };
    if acceptable {
        return next.run(request).await;
    }
    let detail = "This came from a page of another site. Open ChatSphere itself and try again.";
    Failure::from(Problem::new(403, "cross_site_request", detail)).into_response()
}

fn has_session(headers: &HeaderMap) -> bool {
    headers.get_all(header::COOKIE).iter().any(|value| value.to_str().ok().and_then(cookie::read).is_some())
}
