//! `GET /api/v1/messages/{id}/trace`

use axum::extract::State;
use chatsphere_contract::conversations::TurnTrace;
use chatsphere_contract::ids::MessageId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::conversations;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// How an answer came about: passages with their scores, prompt, times.
#[utoipa::path(
    get,
    path = "/api/v1/messages/{id}/trace",
    tag = "conversations",
    params(("id" = MessageId, Path, description = "The assistant message.")),
    responses(
        (status = 200, description = "The trace of an assistant message.", body = TurnTrace),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such message.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn trace(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<MessageId>,
) -> Result<Json<TurnTrace>, Failure> {
    Ok(Json(conversations::trace(&state.platform, &ctx, id).await?))
}
