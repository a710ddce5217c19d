//! `DELETE /api/v1/bots/{id}/test-questions/{test}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, TestQuestionId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a test question.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/test-questions/{test}",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot."), ("test" = TestQuestionId, Path, description = "The test question.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The bot has no such test question.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete_test_question(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, id)): Ids<(BotId, TestQuestionId)>,
) -> Result<StatusCode, Failure> {
    search::delete_test_question(&state.platform, &ctx, bot, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
