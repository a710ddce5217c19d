//! `POST /api/v1/auth/logout`

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts::{self, Credential, cookie};

use crate::client_address::is_https;
use crate::extract::credential;
use crate::problem::Failure;
use crate::state::HttpState;

/// Log out: every token of this log-in ends.
#[utoipa::path(
    post,
    path = "/api/v1/auth/logout",
    tag = "accounts",
    responses(
        (status = 204, description = "Done, also when the log-in had ended already."),
        (status = 401, description = "No credential.", body = Problem),
        (status = 403, description = "API keys do not log out; they are removed.", body = Problem),
    )
)]
pub(super) async fn log_out(
    State(state): State<HttpState>,
    parts: Parts,
) -> Result<(StatusCode, HeaderMap), Failure> {
    let credential = credential(&parts)?;
    accounts::log_out(&state.platform, credential).await?;
    let mut headers = HeaderMap::new();
    if matches!(credential, Credential::Browser(_)) {
        let secure = is_https(&state.platform.config.server, &parts.extensions, &parts.headers);
        if let Ok(value) = HeaderValue::from_str(&cookie::clear(secure)) {
            headers.insert(header::SET_COOKIE, value);
        }
    }
    Ok((StatusCode::NO_CONTENT, headers))
}
