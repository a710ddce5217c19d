//! `POST /api/v1/conversations/{id}/messages`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::{MessageAccepted, PostMessage};
use chatsphere_domain::conversations;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;
use crate::turn;

/// Ask in the playground. Answers with the turn’s events, or with 202 under `Accept: application/json`.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{id}/messages",
    tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation.")),
    request_body = PostMessage,
    responses(
        (status = 200, description = "The turn’s events.", content_type = "text/event-stream", body = String),
        (status = 202, description = "It is accepted.", body = MessageAccepted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such conversation.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn post_message(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<ConversationId>,
    headers: HeaderMap,
    Json(input): Json<PostMessage>,
) -> Result<Response, Failure> {
    let scope = conversations::playground_scope(&state.platform, &ctx, id).await?;
    turn::begin(&state, scope, input, &headers).await
}
