//! `GET /api/v1/bots/{id}/search/suggestions`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::Suggestions;
use chatsphere_domain::search;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// What was typed so far.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct SuggestionsQuery {
    /// The beginning of a question.
    #[serde(default)]
    q: String,
}

/// Questions that may be meant by the beginning of one.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/search/suggestions",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot."), SuggestionsQuery),
    responses(
        (status = 200, description = "Best first; none for fewer than two characters.", body = Suggestions),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn suggestions(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<SuggestionsQuery>,
) -> Result<Json<Suggestions>, Failure> {
    Ok(Json(search::suggestions(&state.platform, &ctx, bot, &query.q).await?))
}
