//! The dashboard's log-in and registration: forms and server functions that this crate does not serve, but
//! that cost as much as the API's.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::client_address::client_address;
use crate::state::HttpState;

const FORMS: [&str; 4] = ["/log-in", "/register", "/api/fn/log-in", "/api/fn/register"];

pub(crate) async fn sign_in_limit(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && FORMS.contains(&request.uri().path()) {
        let server = &state.platform.config.server;
        let client = client_address(server, request.extensions(), request.headers());
        if let Err(failure) = state.limits.auth(client) {
            return failure.into_response();
        }
    }
    next.run(request).await
}
