//! `POST /api/v1/bots/{id}/questions`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::{NewQuestion, Question};
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Write an answer to a question. An approved one is given to every question that is close enough.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/questions",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = NewQuestion,
    responses(
        (status = 201, description = "Saved.", body = Question),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn create(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<NewQuestion>,
) -> Result<(StatusCode, Json<Question>), Failure> {
    let made = questions::create(&state.platform, &ctx, bot, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
