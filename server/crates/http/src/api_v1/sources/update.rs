//! `PATCH /api/v1/bots/{id}/sources/{source}`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::{Source, UpdateSource};
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Change what a web source reads, from its next sync on. What is absent stays.
#[utoipa::path(
    patch,
    path = "/api/v1/bots/{id}/sources/{source}",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), ("source" = SourceId, Path, description = "The source.")),
    request_body = UpdateSource,
    responses(
        (status = 200, description = "The source as it is now.", body = Source),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such source.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn update(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, source)): Ids<(BotId, SourceId)>,
    Json(input): Json<UpdateSource>,
) -> Result<Json<Source>, Failure> {
    Ok(Json(sources::update(&state.platform, &ctx, bot, source, input).await?))
}
