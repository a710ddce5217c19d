//! `PUT /api/v1/provider`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::providers::{ProviderSettings, SetProvider};
use chatsphere_domain::providers;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Use a model of the workspace’s own.
#[utoipa::path(
    put,
    path = "/api/v1/provider",
    tag = "settings",
    request_body = SetProvider,
    responses(
        (status = 200, description = "The setting as it is now.", body = ProviderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn set(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<SetProvider>,
) -> Result<Json<ProviderSettings>, Failure> {
    Ok(Json(providers::set(&state.platform, &ctx, input).await?))
}
