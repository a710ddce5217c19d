//! `POST /api/v1/auth/refresh`

use axum::extract::State;
use chatsphere_contract::accounts::{RefreshRequest, Tokens};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::client_address::ClientAddress;
use crate::extract::Json;
use crate::problem::Failure;
use crate::state::HttpState;

/// Exchange a refresh token for a new pair. Each is good once; using one twice ends the log-in.
#[utoipa::path(
    post,
    path = "/api/v1/auth/refresh",
    tag = "accounts",
    security(()),
    request_body = RefreshRequest,
    responses(
        (status = 200, description = "A new pair.", body = Tokens),
        (status = 401, description = "`invalid_refresh_token`", body = Problem),
        (status = 403, description = "`suspended`", body = Problem),
    )
)]
pub(super) async fn refresh(
    State(state): State<HttpState>,
    client: ClientAddress,
    Json(input): Json<RefreshRequest>,
) -> Result<Json<Tokens>, Failure> {
    state.limits.auth(client.0)?;
    Ok(Json(accounts::refresh(&state.platform, input).await?))
}
