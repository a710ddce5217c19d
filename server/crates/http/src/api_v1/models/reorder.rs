//! `PUT /api/v1/models/order`

use axum::extract::State;
use chatsphere_contract::models::{ModelList, ModelOrder};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say who is asked first. Every model of the workspace must be named once.
#[utoipa::path(
    put,
    path = "/api/v1/models/order",
    tag = "settings",
    request_body = ModelOrder,
    responses(
        (status = 200, description = "The models in their new order.", body = ModelList),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "The list is not that of the workspace’s models.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn reorder(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(order): Json<ModelOrder>,
) -> Result<Json<ModelList>, Failure> {
    Ok(Json(models::reorder(&state.platform, &ctx, &order.ids).await?))
}
