//! `PATCH /api/v1/bots/{id}/questions/{question}`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::{Question, UpdateQuestion};
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Change a written answer. What is absent stays; `version` says which one was changed.
#[utoipa::path(
    patch,
    path = "/api/v1/bots/{id}/questions/{question}",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot."), ("question" = QuestionId, Path, description = "The question.")),
    request_body = UpdateQuestion,
    responses(
        (status = 200, description = "As it is now.", body = Question),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The bot has no such question.", body = Problem),
        (status = 409, description = "`changed_meanwhile`: somebody else changed it since that version.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, id)): Ids<(BotId, QuestionId)>,
    Json(input): Json<UpdateQuestion>,
) -> Result<Json<Question>, Failure> {
    Ok(Json(questions::update(&state.platform, &ctx, bot, id, input).await?))
}
