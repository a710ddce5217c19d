//! `PUT /api/v1/models/{id}`

use axum::extract::State;
use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{Model, SaveModel};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Change a model. An absent key keeps the stored one, unless the address is another host’s.
#[utoipa::path(
    put,
    path = "/api/v1/models/{id}",
    tag = "settings",
    params(("id" = ModelId, Path, description = "The model.")),
    request_body = SaveModel,
    responses(
        (status = 200, description = "The model as it is now.", body = Model),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such model.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<ModelId>,
    Json(input): Json<SaveModel>,
) -> Result<Json<Model>, Failure> {
    Ok(Json(models::update(&state.platform, &ctx, id, input).await?))
}
