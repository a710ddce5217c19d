//! `GET /api/v1/bots/{id}/documents`

use axum::extract::State;
use chatsphere_contract::documents::{Document, DocumentFilter, DocumentStatus};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::documents::{self, ListQuery};
use serde::Deserialize;
use utoipa::IntoParams;

use super::listed;
use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Which documents, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct DocumentQuery {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many items, 1 to 100; 50 when absent.
    limit: Option<u32>,
    /// A part of the name or title, in any case.
    q: Option<String>,
    /// One of these tags: ids or names, separated by commas.
    tags: Option<String>,
    /// Only documents without any tag.
    #[serde(default)]
    untagged: bool,
    /// State.
    status: Option<DocumentStatus>,
    /// Type, without parameters: `application/pdf`.
    media_type: Option<String>,
    /// Only enabled, or only disabled documents.
    enabled: Option<bool>,
}

impl DocumentQuery {
    pub(super) fn filter(self) -> DocumentFilter {
        DocumentFilter {
            q: self.q,
            tags: listed(self.tags.as_deref()),
            untagged: self.untagged,
            status: self.status,
            media_type: self.media_type,
            enabled: self.enabled,
        }
    }
}

/// List a bot’s documents, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/documents",
    tag = "documents",
    params(("id" = BotId, Path, description = "The bot."), DocumentQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<Document>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such bot.", body = Problem),
        (status = 422, description = "Every wrong field at once.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(bot): Ids<BotId>,
    Query(query): Query<DocumentQuery>,
) -> Result<Json<Page<Document>>, Failure> {
    let page = PageQuery { cursor: query.cursor.clone(), limit: query.limit };
    let query = ListQuery { page, filter: query.filter() };
    Ok(Json(documents::list(&state.platform, &ctx, bot, query).await?))
}
