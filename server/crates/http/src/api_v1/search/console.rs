//! `GET /api/v1/bots/{id}/search/console`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::{ExplainedResults, SearchFilters};
use chatsphere_domain::search::{self, ConsoleRequest};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct ConsoleQuery {
    /// In words; at most 1,000 characters.
    #[serde(default)]
    #[param(required = true)]
    q: String,
    /// How many hits, 1 to 100; 10 when absent.
    limit: Option<u32>,
    /// What decides: `hybrid` (when absent), `keyword` or `vector`.
    mode: Option<String>,
    /// Who takes a second look at the first 20: `off`, `chat_model` or `cross_encoder`; when absent the bot's own.
    rerank: Option<String>,
}

/// Search, and say of each hit why it stands where it stands. Passages that say the same are shown once.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/search/console",
    tag = "search",
    params(("id" = BotId, Path, description = "The bot."), ConsoleQuery, SearchFilters),
    responses(
        (status = 200, description = "Best first.", body = ExplainedResults),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn console(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<ConsoleQuery>,
    Query(filters): Query<SearchFilters>,
) -> Result<Json<ExplainedResults>, Failure> {
    let mode = super::mode(query.mode.as_deref())?;
    let rerank = super::reranker(query.rerank.as_deref())?;
    let request = ConsoleRequest { query: query.q, limit: query.limit, mode, rerank, filters };
    Ok(Json(search::explained(&state.platform, &ctx, bot, request).await?))
}
