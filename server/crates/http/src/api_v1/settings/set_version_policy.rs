//! `PUT /api/v1/version-policy`

use axum::extract::State;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::versions::VersionPolicy;
use chatsphere_domain::documents;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Set how many old versions of documents are kept. What is beyond it goes within the hour; what a snapshot
/// holds stays.
#[utoipa::path(
    put,
    path = "/api/v1/version-policy",
    tag = "settings",
    request_body = VersionPolicy,
    responses(
        (status = 200, description = "What is in force now.", body = VersionPolicy),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "A number is out of range.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn set(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(policy): Json<VersionPolicy>,
) -> Result<Json<VersionPolicy>, Failure> {
    Ok(Json(documents::set_version_policy(&state.platform, &ctx, policy).await?))
}
