//! `POST /api/v1/bots/{id}/test-questions`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::{NewTestQuestion, TestQuestion};
use chatsphere_domain::search;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Save a question with the passage that should be found for it.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/test-questions",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body = NewTestQuestion,
    responses(
        (status = 201, description = "Saved.", body = TestQuestion),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn add_test_question(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Json(input): Json<NewTestQuestion>,
) -> Result<(StatusCode, Json<TestQuestion>), Failure> {
    let made = search::add_test_question(&state.platform, &ctx, bot, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
