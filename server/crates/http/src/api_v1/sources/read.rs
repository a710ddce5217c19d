//! `GET /api/v1/bots/{id}/sources/{source}`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::Source;
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read a web source: what it reads, how its last sync went, how far a running one is.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/sources/{source}",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), ("source" = SourceId, Path, description = "The source.")),
    responses(
        (status = 200, description = "The source.", body = Source),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such source.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, source)): Ids<(BotId, SourceId)>,
) -> Result<Json<Source>, Failure> {
    Ok(Json(sources::read(&state.platform, &ctx, bot, source).await?))
}
