//! `GET /api/v1/bots/{id}/test-questions`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::TestQuestions;
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// A bot's test questions, newest first, with the place of each expected passage when it was last looked for.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/test-questions",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "All of them.", body = TestQuestions),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list_test_questions(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<TestQuestions>, Failure> {
    Ok(Json(search::list_test_questions(&state.platform, &ctx, bot).await?))
}
