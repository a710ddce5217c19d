//! `POST /api/v1/models/test`

use axum::extract::State;
use chatsphere_contract::models::{ModelTest, TestModel};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Ask a model for one word before visitors depend on it.
#[utoipa::path(
    post,
    path = "/api/v1/models/test",
    tag = "settings",
    request_body = TestModel,
    responses(
        (status = 200, description = "Whether it answered, and what is wrong when it did not.", body = ModelTest),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such model.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn test(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<TestModel>,
) -> Result<Json<ModelTest>, Failure> {
    Ok(Json(models::test(&state.platform, &ctx, input).await?))
}
