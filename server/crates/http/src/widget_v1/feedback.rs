//! `POST /widget/v1/messages/{id}/feedback`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::MessageId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::Feedback;
use chatsphere_domain::widget;

use crate::client_address::ClientAddress;
use crate::extract::{Ids, Json, Visitor};
use crate::problem::Failure;
use crate::state::HttpState;

/// Say whether an answer helped. The last word counts.
#[utoipa::path(
    post,
    path = "/widget/v1/messages/{id}/feedback",
    tag = "widget",
    params(("id" = MessageId, Path, description = "An answer of the session’s conversation.")),
    request_body = Feedback,
    responses(
        (status = 204, description = "Noted."),
        (status = 401, description = "The session has ended.", body = Problem),
        (status = 404, description = "The session’s conversation has no such answer.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(super) async fn feedback(
    State(state): State<HttpState>,
    client: ClientAddress,
    Visitor(visitor): Visitor,
    Ids(id): Ids<MessageId>,
    Json(input): Json<Feedback>,
) -> Result<StatusCode, Failure> {
    state.limits.widget(client.0)?;
    widget::feedback(&state.platform, visitor.scope, id, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
