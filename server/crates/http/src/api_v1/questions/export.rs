//! `GET /api/v1/bots/{id}/questions/export`

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// All written answers as a CSV file that the import reads. Nothing in it is a formula to a spreadsheet.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/questions/export",
    tag = "questions",
    params(("id" = BotId, Path, description = "The bot.")),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "text/csv"),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn export(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
) -> Result<Response, Failure> {
    let file = questions::export(&state.platform, &ctx, bot).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"questions.csv\""),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, file).into_response())
}
