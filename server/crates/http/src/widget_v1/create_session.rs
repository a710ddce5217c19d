//! `POST /widget/v1/bots/{public_key}/sessions`

use axum::extract::{Request, State};
use axum::http::StatusCode;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::{CreateSession, SessionCreated};
use chatsphere_domain::widget;

use crate::client_address::ClientAddress;
use crate::extract::{Ids, Json, OptionalJson};
use crate::problem::Failure;
use crate::requested_origin::RequestedOrigin;
use crate::state::HttpState;

/// Begin a session: one visitor, one conversation, one Origin. An empty body is fine.
#[utoipa::path(
    post,
    path = "/widget/v1/bots/{public_key}/sessions",
    tag = "widget",
    security(()),
    params(("public_key" = String, Path, description = "The bot’s public key.")),
    request_body = Option<CreateSession>,
    responses(
        (status = 201, description = "The session’s token; never put it into a URL.", body = SessionCreated),
        (status = 403, description = "`origin_not_allowed`", body = Problem),
        (status = 404, description = "No bot has this key.", body = Problem),
        (status = 429, description = "`rate_limited`", body = Problem),
    )
)]
pub(super) async fn create_session(
    State(state): State<HttpState>,
    client: ClientAddress,
    Ids(public_key): Ids<String>,
    request: Request,
) -> Result<(StatusCode, Json<SessionCreated>), Failure> {
    let server = &state.platform.config.server;
    let origin = RequestedOrigin::read(server, request.extensions(), request.headers()).for_front_door()?;
    state.limits.session(&public_key, client.0)?;
    let input: CreateSession = OptionalJson::read(request, &state).await?;
    let session = widget::create_session(&state.platform, &public_key, &origin, input).await?;
    Ok((StatusCode::CREATED, Json(session)))
}
