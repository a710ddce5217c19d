//! `GET /widget/v1/conversations/{id}`

use axum::extract::State;
use chatsphere_contract::ids::ConversationId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::Snapshot;
use chatsphere_domain::widget;

use crate::extract::{Ids, Json, Visitor};
use crate::problem::Failure;
use crate::state::HttpState;

/// The conversation as it is now.
#[utoipa::path(
    get,
    path = "/widget/v1/conversations/{id}",
    tag = "widget",
    params(("id" = ConversationId, Path, description = "The session’s conversation.")),
    responses(
        (status = 200, description = "Messages and state; its events go on after `last_seq`.", body = Snapshot),
        (status = 401, description = "The session has ended.", body = Problem),
        (status = 403, description = "`origin_not_allowed`", body = Problem),
        (status = 404, description = "The session opens no such conversation.", body = Problem),
    )
)]
pub(super) async fn snapshot(
    State(state): State<HttpState>,
    Visitor(visitor): Visitor,
    Ids(id): Ids<ConversationId>,
) -> Result<Json<Snapshot>, Failure> {
    let scope = visitor.conversation(id)?;
    Ok(Json(widget::snapshot(&state.platform, scope).await?))
}
