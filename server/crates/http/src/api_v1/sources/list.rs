//! `GET /api/v1/bots/{id}/sources`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::Source;
use chatsphere_domain::sources;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// List a bot’s web sources, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/sources",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), PageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<Source>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Source>>, Failure> {
    Ok(Json(sources::list(&state.platform, &ctx, bot, page).await?))
}
