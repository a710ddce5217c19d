//! A message and the events that follow it, the same for visitors and for the playground.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::{MessageAccepted, PostMessage};
use chatsphere_domain::chat::{self, Scope};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::Json;
use crate::problem::Failure;
use crate::sse;
use crate::state::HttpState;

/// Where to go on reading.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
pub(crate) struct After {
    /// Events after this number; `Last-Event-ID` counts before it.
    after: Option<i64>,
}

/// Accepts the message and answers with the events of its turn, or with 202 when the caller asks for JSON.
pub(crate) async fn begin(
    state: &HttpState,
    scope: Scope,
    input: PostMessage,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let posted = chat::post_message(&state.platform, scope, input).await?;
    if wants_json(headers) {
        let accepted = MessageAccepted { message_id: posted.message_id, conversation_id: scope.conversation };
        return Ok((StatusCode::ACCEPTED, Json(accepted)).into_response());
    }
    let events = chat::turn_events(&state.platform, scope, posted);
    Ok(sse::response(events, state.shutdown.clone()))
}

/// The number after which a reader goes on: what its browser saw last, or what it asks for, or 0.
pub(crate) fn place(headers: &HeaderMap, query: After) -> Result<i64, Failure> {
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::trim);
    let place = match seen {
        Some(text) if !text.is_empty() => text.parse().ok(),
        _ => Some(query.after.unwrap_or(0)),
    };
    place.filter(|seq| *seq >= 0).ok_or_else(|| {
        Problem::new(422, "invalid_query", "Last-Event-ID and after are numbers of events, from 0.").into()
    })
}

/// Whether JSON is asked for and an event stream is not.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = |kind: &str| {
        headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains(kind))
    };
    accepts("application/json") && !accepts("text/event-stream")
}
