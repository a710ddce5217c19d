//! `POST /api/v1/auth/register`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::accounts::{RegisterRequest, Registered};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::client_address::ClientAddress;
use crate::extract::Json;
use crate::problem::Failure;
use crate::state::HttpState;

/// Register: a person and a workspace of their own.
#[utoipa::path(
    post,
    path = "/api/v1/auth/register",
    tag = "accounts",
    security(()),
    request_body = RegisterRequest,
    responses(
        (status = 201, description = "The account, its workspace and its tokens.", body = Registered),
        (status = 409, description = "`email_taken`", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
        (status = 429, description = "`rate_limited`", body = Problem),
    )
)]
pub(super) async fn register(
    State(state): State<HttpState>,
    client: ClientAddress,
    Json(input): Json<RegisterRequest>,
) -> Result<(StatusCode, Json<Registered>), Failure> {
    state.limits.auth(client.0)?;
    let registered = accounts::register(&state.platform, input).await?;
    Ok((StatusCode::CREATED, Json(registered)))
}
