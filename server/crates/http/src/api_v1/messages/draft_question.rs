//! `GET /api/v1/messages/{id}/draft-question`

use axum::extract::State;
use chatsphere_contract::ids::MessageId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::questions::DraftQuestion;
use chatsphere_domain::questions;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// What was asked and answered, ready to be made right and saved with `POST /bots/{id}/questions`.
#[utoipa::path(
    get,
    path = "/api/v1/messages/{id}/draft-question",
    tag = "questions",
    params(("id" = MessageId, Path, description = "The assistant message.")),
    responses(
        (status = 200, description = "The exchange. Nothing is stored.", body = DraftQuestion),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such finished answer.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn draft_question(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<MessageId>,
) -> Result<Json<DraftQuestion>, Failure> {
    Ok(Json(questions::draft(&state.platform, &ctx, id).await?))
}
