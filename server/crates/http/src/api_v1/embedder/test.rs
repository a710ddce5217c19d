//! `POST /api/v1/embedder/test`

use axum::extract::State;
use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderTest};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::embedding;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Try a model: have it make one vector.
#[utoipa::path(
    post,
    path = "/api/v1/embedder/test",
    tag = "settings",
    request_body = ChooseEmbedder,
    responses(
        (status = 200, description = "What came of it.", body = EmbedderTest),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "A field is wrong.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn test(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<ChooseEmbedder>,
) -> Result<Json<EmbedderTest>, Failure> {
    Ok(Json(embedding::test(&state.platform, &ctx, input).await?))
}
