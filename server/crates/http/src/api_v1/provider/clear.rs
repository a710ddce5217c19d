//! `DELETE /api/v1/provider`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::providers::ProviderSettings;
use chatsphere_domain::providers;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Use the install’s model again.
#[utoipa::path(
    delete,
    path = "/api/v1/provider",
    tag = "settings",
    responses(
        (status = 200, description = "The setting as it is now.", body = ProviderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn clear(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<ProviderSettings>, Failure> {
    Ok(Json(providers::clear(&state.platform, &ctx).await?))
}
