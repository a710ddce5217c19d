//! `POST /api/v1/embedder/roll-back`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::embedding::EmbedderSettings;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::embedding;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Go back to the model before. What its vectors lack is made first.
#[utoipa::path(
    post,
    path = "/api/v1/embedder/roll-back",
    tag = "settings",
    responses(
        (status = 202, description = "It is being prepared.", body = EmbedderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 409, description = "`no_previous` or `busy`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn roll_back(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<(StatusCode, Json<EmbedderSettings>), Failure> {
    let settings = embedding::roll_back(&state.platform, &ctx).await?;
    Ok((StatusCode::ACCEPTED, Json(settings)))
}
