//! `POST /api/v1/auth/token`

use axum::extract::State;
use chatsphere_contract::accounts::{TokenRequest, Tokens};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::client_address::ClientAddress;
use crate::extract::Json;
use crate::problem::Failure;
use crate::state::HttpState;

/// Log in.
#[utoipa::path(
    post,
    path = "/api/v1/auth/token",
    tag = "accounts",
    security(()),
    request_body = TokenRequest,
    responses(
        (status = 200, description = "An access token for an hour and a refresh token for 30 days.", body = Tokens),
        (status = 401, description = "`wrong_credentials`; which of the two is wrong is not said.", body = Problem),
        (status = 403, description = "`suspended`", body = Problem),
        (status = 429, description = "`rate_limited`", body = Problem),
    )
)]
pub(super) async fn token(
    State(state): State<HttpState>,
    client: ClientAddress,
    Json(input): Json<TokenRequest>,
) -> Result<Json<Tokens>, Failure> {
    state.limits.auth(client.0)?;
    state.limits.log_in(client.0, &input.email)?;
    Ok(Json(accounts::log_in(&state.platform, input).await?))
}
