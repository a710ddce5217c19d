//! `POST /api/v1/api-keys`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::accounts::{ApiKey, CreateApiKey};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Make an API key. Its secret is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys",
    tag = "accounts",
    request_body = CreateApiKey,
    responses(
        (status = 201, description = "The key with its secret.", body = ApiKey),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "Only a person with the right role can.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<CreateApiKey>,
) -> Result<(StatusCode, Json<ApiKey>), Failure> {
    let key = accounts::create_api_key(&state.platform, &ctx, input).await?;
    Ok((StatusCode::CREATED, Json(key)))
}
