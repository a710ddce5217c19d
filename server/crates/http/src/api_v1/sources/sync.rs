//! `POST /api/v1/bots/{id}/sources/{source}/sync`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::SyncAccepted;
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Look for what is new in a web source. A sync that runs already is the answer.
#[utoipa::path(
    post,
    path = "/api/v1/bots/{id}/sources/{source}/sync",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), ("source" = SourceId, Path, description = "The source.")),
    responses(
        (status = 202, description = "Its job.", body = SyncAccepted),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such source.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn sync(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, source)): Ids<(BotId, SourceId)>,
) -> Result<(StatusCode, Json<SyncAccepted>), Failure> {
    let accepted = sources::sync(&state.platform, &ctx, bot, source).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}
