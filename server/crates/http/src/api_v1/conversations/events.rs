//! `GET /api/v1/conversations/{id}/events`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::{chat, conversations};

use crate::extract::{Authenticated, Ids, Query};
use crate::problem::Failure;
use crate::sse;
use crate::state::HttpState;
use crate::turn::{After, place};

/// Every event after a number, once, then live. The number is `Last-Event-ID`, or `after`.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{id}/events",
    tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation."), After),
    responses(
        (status = 200, description = "Events without end.", content_type = "text/event-stream", body = String),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such conversation.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn events(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<ConversationId>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let scope = conversations::reading_scope(&state.platform, &ctx, id).await?;
    let events = chat::events(&state.platform, scope, place(&headers, after)?);
    Ok(sse::response(events, state.shutdown))
}
