//! `GET /api/v1/bots/{id}/search`

use axum::extract::State;
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::Problem;
use chatsphere_contract::search::SearchResults;
use chatsphere_domain::search::{self, Repetition, SearchRequest};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api_v1::documents::listed;
use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct SearchQuery {
    /// In words; at most 1,000 characters.
    #[serde(default)]
    #[param(required = true)]
    q: String,
    /// How many hits, 1 to 100; 10 when absent.
    limit: Option<u32>,
    /// `document`: at most one hit a document.
    group: Option<String>,
    /// Only documents with one of these tags: ids or names, separated by commas.
    tags: Option<String>,
    /// What decides: `hybrid` (words and meaning, when absent), `keyword` or `vector`.
    mode: Option<String>,
    /// `true`: passages that say the same are found once, and the hit names the others in `duplicates`. Passages
    /// whose numbers, codes or negations differ never say the same.
    collapse: Option<bool>,
}

/// Search a bot's passages, best first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/search",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), SearchQuery),
    responses(
        (status = 200, description = "Best first; a score means the same from query to query.", body = SearchResults),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn search(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchResults>, Failure> {
    let group_by_document = match query.group.as_deref() {
        None | Some("") => false,
        Some("document") => true,
        Some(_) => {
            return Err(Problem::invalid_field("group", "invalid", "group can only be “document”.").into());
        }
    };
    let mode = super::mode(query.mode.as_deref())?;
    let request = SearchRequest {
        query: query.q,
        limit: query.limit,
        group_by_document,
        mode,
        tags: listed(query.tags.as_deref()),
        repetition: if query.collapse == Some(true) { Repetition::LeftOut } else { Repetition::Kept },
    };
    Ok(Json(search::search(&state.platform, &ctx, bot, request).await?))
}
