//! `DELETE /api/v1/bots/{id}/sources/{source}`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Delete a web source with its documents. From this moment no answer uses them.
#[utoipa::path(
    delete,
    path = "/api/v1/bots/{id}/sources/{source}",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), ("source" = SourceId, Path, description = "The source.")),
    responses(
        (status = 204, description = "Gone."),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such source.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn delete(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, source)): Ids<(BotId, SourceId)>,
) -> Result<StatusCode, Failure> {
    sources::delete(&state.platform, &ctx, bot, source).await?;
    Ok(StatusCode::NO_CONTENT)
}
