//! `PUT /api/v1/embedder`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderSettings};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::embedding;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Change the model. Its vectors are made in the background; searches use the present one until all are there.
#[utoipa::path(
    put,
    path = "/api/v1/embedder",
    tag = "settings",
    request_body = ChooseEmbedder,
    responses(
        (status = 202, description = "It is being prepared.", body = EmbedderSettings),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 409, description = "`busy`, `already_active` or `does_not_work`", body = Problem),
        (status = 422, description = "A field is wrong.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn choose(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<ChooseEmbedder>,
) -> Result<(StatusCode, Json<EmbedderSettings>), Failure> {
    let settings = embedding::choose(&state.platform, &ctx, input).await?;
    Ok((StatusCode::ACCEPTED, Json(settings)))
}
