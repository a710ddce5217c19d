//! `GET /api/v1/bots/{id}/questions/{question}`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::Question;
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// One written answer.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/questions/{question}",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot."), ("question" = QuestionId, Path, description = "The question.")),
    responses(
        (status = 200, description = "The question.", body = Question),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The bot has no such question.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, id)): Ids<(BotId, QuestionId)>,
) -> Result<Json<Question>, Failure> {
    Ok(Json(questions::read(&state.platform, &ctx, bot, id).await?))
}
