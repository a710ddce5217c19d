//! `GET /api/v1/provider`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::providers::ProviderSettings;
use chatsphere_domain::providers;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Which model answers. The key itself never comes back.
#[utoipa::path(
    get,
    path = "/api/v1/provider",
    tag = "settings",
    responses(
        (status = 200, description = "The setting and where it comes from.", body = ProviderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<ProviderSettings>, Failure> {
    Ok(Json(providers::read(&state.platform, &ctx).await?))
}
