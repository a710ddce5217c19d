//! `GET /api/v1/bots/{id}/questions`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::Page;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::{Question, QuestionQuery};
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// A bot's written answers, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/questions",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot."), QuestionQuery),
    responses(
        (status = 200, description = "A page.", body = Page<Question>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<QuestionQuery>,
) -> Result<Json<Page<Question>>, Failure> {
    Ok(Json(questions::list(&state.platform, &ctx, bot, query).await?))
}
