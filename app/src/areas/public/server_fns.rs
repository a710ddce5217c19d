//! Registering and logging in from a page that runs.

use chatsphere_contract::accounts::{RegisterRequest, TokenRequest};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// Logs in: sets the session's cookie. For everyone.
#[server(prefix = "/api/fn", endpoint = "log-in", input = Json)]
pub async fn log_in(input: TokenRequest) -> Result<(), AppError> {
    let platform = crate::ssr::anyone()?;
    let session =
        chatsphere_domain::accounts::log_in_browser(&platform, input).await.map_err(crate::ssr::failed)?;
    crate::ssr::set_session_cookie(&platform, &session.token);
    Ok(())
}

/// Makes an account and its workspace and logs in. For everyone.
#[server(prefix = "/api/fn", endpoint = "register", input = Json)]
pub async fn register(input: RegisterRequest) -> Result<(), AppError> {
    let platform = crate::ssr::anyone()?;
    let session =
        chatsphere_domain::accounts::register_browser(&platform, input).await.map_err(crate::ssr::failed)?;
    crate::ssr::set_session_cookie(&platform, &session.token);
    Ok(())
}
