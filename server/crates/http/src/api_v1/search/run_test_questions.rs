//! `POST /api/v1/bots/{id}/test-questions/run`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::TestQuestions;
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Ask all test questions, and say where each expected passage is found now. A run stops after 20 seconds; `left`
/// says how many were not asked, and the next run begins with them.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/test-questions/run",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "All of them, with their places.", body = TestQuestions),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 409, description = "`already_running`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn run_test_questions(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Json<TestQuestions>, Failure> {
    Ok(Json(search::run_test_questions(&state.platform, &ctx, bot).await?))
}
