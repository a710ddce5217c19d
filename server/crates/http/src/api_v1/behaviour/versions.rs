//! `GET /api/v1/bots/{id}/behaviour/versions`

use axum::extract::State;
use chatsphere_contract::behaviour::BehaviourVersion;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots::behaviour;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// List what was published: when, by whom, and what it changed. Newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/behaviour/versions",
    tag = "behaviour",
    params(("id" = BotId, Path, description = "The bot."), PageQuery),
    responses(
        (status = 200, description = "A page of versions.", body = Page<BehaviourVersion>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn versions(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<BehaviourVersion>>, Failure> {
    Ok(Json(behaviour::versions(&state.platform, &ctx, bot, query).await?))
}
