//! `POST /api/v1/bots/{id}/questions/import`

use axum::extract::{DefaultBodyLimit, Request, State};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits::QUESTIONS_CSV_BYTES;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::QuestionImport;
use chatsphere_domain::questions;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Authenticated, Ids, Json, read_body};
use crate::problem::Failure;
use crate::state::HttpState;

pub(in crate::api_v1) fn routes() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(QUESTIONS_CSV_BYTES + 1))
}

/// Import written answers: CSV with the columns `question` and `answer`, perhaps `status` and `tags` (with `;`
/// between them, `\` before one that belongs to a tag). Formulas stay text. Lines that are wrong are reported and
/// cost the others nothing; `stopped_at` says where reading ended early.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/questions/import",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot.")),
    request_body(content = String, content_type = "text/csv", description = "UTF-8, at most 8 MB."),
    responses(
        (status = 200, description = "How many were taken, and which lines were not.", body = QuestionImport),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 413, description = "The file is too large.", body = Problem),
        (status = 422, description = "The file is no such file.", body = Problem),
    )
)]
async fn import(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    request: Request,
) -> Result<Json<QuestionImport>, Failure> {
    let file = read_body(request, &state).await?;
    Ok(Json(questions::import(&state.platform, &ctx, bot, &file).await?))
}
