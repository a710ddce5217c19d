//! `DELETE /api/v1/bots/{id}/questions/{question}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a written answer.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/questions/{question}",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot."), ("question" = QuestionId, Path, description = "The question.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The bot has no such question.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, id)): Ids<(BotId, QuestionId)>,
) -> Result<StatusCode, Failure> {
    questions::delete(&state.platform, &ctx, bot, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
