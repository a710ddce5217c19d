//! `POST /widget/v1/conversations/{id}/handoff`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::widget;

use crate::client_address::ClientAddress;
use crate::extract::{Ids, Visitor};
use crate::problem::Failure;
use crate::state::HttpState;

/// Ask for a person. Once is enough.
#[utoipa::path(
    post,
    path = "/widget/v1/conversations/{id}/handoff",
    tag = "widget",
    params(("id" = ConversationId, Path, description = "The session’s conversation.")),
    responses(
        (status = 202, description = "A `conversation.updated` event says so to everybody."),
        (status = 401, description = "The session has ended.", body = Problem),
        (status = 404, description = "The session opens no such conversation.", body = Problem),
    )
)]
pub(super) async fn handoff(
    State(state): State<HttpState>,
    client: ClientAddress,
    Visitor(visitor): Visitor,
    Ids(id): Ids<ConversationId>,
) -> Result<StatusCode, Failure> {
    state.limits.widget(client.0)?;
    let scope = visitor.conversation(id)?;
    widget::request_handoff(&state.platform, scope).await?;
    Ok(StatusCode::ACCEPTED)
}
