//! `POST /widget/v1/conversations/{id}/messages`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::{MessageAccepted, PostMessage};

use crate::client_address::ClientAddress;
use crate::extract::{Ids, Json, Visitor};
use crate::problem::Failure;
use crate::state::HttpState;
use crate::turn;

/// Ask. Answers with the turn’s events, or with 202 under `Accept: application/json`. The same
/// `client_id` twice is one message.
#[utoipa::path(
    post,
    path = "/widget/v1/conversations/{id}/messages",
    tag = "widget",
    params(("id" = ConversationId, Path, description = "The session’s conversation.")),
    request_body = PostMessage,
    responses(
        (status = 200, description = "The turn’s events.", content_type = "text/event-stream", body = String),
        (status = 202, description = "It is accepted.", body = MessageAccepted),
        (status = 401, description = "The session has ended.", body = Problem),
        (status = 404, description = "The session opens no such conversation.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
        (status = 429, description = "`rate_limited`", body = Problem),
    )
)]
pub(super) async fn post_message(
    State(state): State<HttpState>,
    client: ClientAddress,
    Visitor(visitor): Visitor,
    Ids(id): Ids<ConversationId>,
    headers: HeaderMap,
    Json(input): Json<PostMessage>,
) -> Result<Response, Failure> {
    let scope = visitor.conversation(id)?;
    state.limits.message(visitor.bot, id, client.0)?;
    turn::begin(&state, scope, input, &headers).await
}
