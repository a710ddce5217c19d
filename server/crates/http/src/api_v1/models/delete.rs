//! `DELETE /api/v1/models/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::ModelId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::models;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Forget a model and its key. Bots that asked it ask the rest.
#[utoipa::path(
    delete,
    path = "/api/v1/models/{id}",
    tag = "settings",
    params(("id" = ModelId, Path, description = "The model.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such model.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<ModelId>,
) -> Result<StatusCode, Failure> {
    models::delete(&state.platform, &ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
