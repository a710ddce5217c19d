//! `POST /api/v1/models`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::models::{Model, SaveModel};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Add a model behind the others: it is asked when they cannot answer.
#[utoipa::path(
    post,
    path = "/api/v1/models",
    tag = "settings",
    request_body = SaveModel,
    responses(
        (status = 201, description = "The model.", body = Model),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<SaveModel>,
) -> Result<(StatusCode, Json<Model>), Failure> {
    Ok((StatusCode::CREATED, Json(models::create(&state.platform, &ctx, input).await?)))
}
