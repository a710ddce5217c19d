//! `POST /api/v1/embedder/cancel`

use axum::extract::State;
use chatsphere_contract::embedding::EmbedderSettings;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::embedding;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Call a change off. Searches go on as they did.
#[utoipa::path(
    post,
    path = "/api/v1/embedder/cancel",
    tag = "settings",
    responses(
        (status = 200, description = "What is in force.", body = EmbedderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 409, description = "`not_building`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn cancel(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
) -> Result<Json<EmbedderSettings>, Failure> {
    Ok(Json(embedding::cancel(&state.platform, &ctx).await?))
}
