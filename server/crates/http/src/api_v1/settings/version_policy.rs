//! `GET /api/v1/version-policy`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionPolicy;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say how many old versions of documents are kept.
#[utoipa::path(
    get,
    path = "/api/v1/version-policy",
    tag = "settings",
    responses(
        (status = 200, description = "What is in force.", body = VersionPolicy),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<VersionPolicy>, Failure> {
    Ok(Json(documents::version_policy(&state.platform, &ctx).await?))
}
