//! `GET /api/v1/embedder`

use axum::extract::State;
use chatsphere_contract::embedding::EmbedderSettings;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::embedding;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say which model turns text into vectors, and how far a change of it is.
#[utoipa::path(
    get,
    path = "/api/v1/embedder",
    tag = "settings",
    responses(
        (status = 200, description = "What is in force.", body = EmbedderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<EmbedderSettings>, Failure> {
    Ok(Json(embedding::read(&state.platform, &ctx).await?))
}
