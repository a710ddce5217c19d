//! `GET /api/v1/models`

use axum::extract::State;
use chatsphere_contract::models::ModelList;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Whom bots ask, first asked first, and how each endpoint is. No key ever comes back.
#[utoipa::path(
    get,
    path = "/api/v1/models",
    tag = "settings",
    responses(
        (status = 200, description = "The workspace’s models and the install’s.", body = ModelList),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<ModelList>, Failure> {
    Ok(Json(models::list(&state.platform, &ctx).await?))
}
