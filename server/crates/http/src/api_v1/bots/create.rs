//! `POST /api/v1/bots`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::bots::{Bot, CreateBot};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Make a bot. Only the name is needed.
#[utoipa::path(
    post,
    path = "/api/v1/bots",
    tag = "bots",
    request_body = CreateBot,
    responses(
        (status = 201, description = "The bot.", body = Bot),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Json(input): Json<CreateBot>,
) -> Result<(StatusCode, Json<Bot>), Failure> {
    let bot = bots::create(&state.platform, &ctx, input).await?;
    Ok((StatusCode::CREATED, Json(bot)))
}
