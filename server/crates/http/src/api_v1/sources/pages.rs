//! `GET /api/v1/bots/{id}/sources/{source}/pages`

use axum::extract::State;
use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_contract::sources::{PageState, SourcePage};
use chatsphere_domain::sources;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Authenticated, Ids, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// Which pages are asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub(in crate::api_v1) struct PagesQuery {
    /// `waiting`, `read`, `skipped`, `failed` or `gone`; all when absent.
    state: Option<String>,
}

/// List the pages of a web source in the order they were found.
#[utoipa::path(
    get,
    path = "/api/v1/bots/{id}/sources/{source}/pages",
    tag = "sources",
    params(("id" = BotId, Path, description = "The bot."), ("source" = SourceId, Path, description = "The source."), PagesQuery, PageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<SourcePage>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such source.", body = Problem),
        (status = 422, description = "`state` is none of these.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn pages(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids((bot, source)): Ids<(BotId, SourceId)>,
    Query(filter): Query<PagesQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SourcePage>>, Failure> {
    let of = match filter.state.as_deref() {
        None | Some("") => None,
        Some(text) => Some(PageState::parse(text).ok_or_else(|| {
            let message = "state is waiting, read, skipped, failed or gone.";
            Problem::invalid_field("state", "invalid", message)
        })?),
    };
    Ok(Json(sources::pages(&state.platform, &ctx, bot, source, of, page).await?))
}
