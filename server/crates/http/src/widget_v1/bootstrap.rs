//! `GET /widget/v1/bots/{public_key}`

use axum::extract::State;
use axum::http::request::Parts;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::widget::Bootstrap;
use chatsphere_domain::widget;

use crate::client_address::ClientAddress;
use crate::extract::{Ids, Json};
use crate::problem::Failure;
use crate::requested_origin::RequestedOrigin;
use crate::state::HttpState;

/// What a page needs to draw the bubble. Everything in it is public.
#[utoipa::path(
    get,
    path = "/widget/v1/bots/{public_key}",
    tag = "widget",
    security(()),
    params(("public_key" = String, Path, description = "The bot’s public key.")),
    responses(
        (status = 200, description = "Name, branding, greeting.", body = Bootstrap),
        (status = 403, description = "`origin_not_allowed`", body = Problem),
        (status = 404, description = "No bot has this key.", body = Problem),
        (status = 429, description = "`rate_limited`", body = Problem),
    )
)]
pub(super) async fn bootstrap(
    State(state): State<HttpState>,
    client: ClientAddress,
    Ids(public_key): Ids<String>,
    parts: Parts,
) -> Result<Json<Bootstrap>, Failure> {
    state.limits.widget(client.0)?;
    let origin = RequestedOrigin::of(&state.platform.config.server, &parts).for_front_door()?;
    Ok(Json(widget::bootstrap(&state.platform, &public_key, &origin).await?))
}
