//! `GET /widget/v1/conversations/{id}/events`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::chat;

use crate::extract::{Ids, Query, Visitor};
use crate::problem::Failure;
use crate::sse;
use crate::state::HttpState;
use crate::turn::{After, place};

/// Every event after a number, once, then live. The number is `Last-Event-ID`, or `after`.
#[utoipa::path(
    get,
    path = "/widget/v1/conversations/{id}/events",
    tag = "widget",
    params(("id" = ConversationId, Path, description = "The session’s conversation."), After),
    responses(
        (status = 200, description = "Events without end.", content_type = "text/event-stream", body = String),
        (status = 401, description = "The session has ended.", body = Problem),
        (status = 404, description = "The session opens no such conversation.", body = Problem),
    )
)]
pub(super) async fn events(
    State(state): State<HttpState>,
    Visitor(visitor): Visitor,
    Ids(id): Ids<ConversationId>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let scope = visitor.conversation(id)?;
    let events = chat::events(&state.platform, scope, place(&headers, after)?);
    Ok(sse::response(events, state.shutdown))
}
