//! `GET /api/v1/bots`

use axum::extract::State;
use chatsphere_contract::bots::Bot;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::bots;

use crate::extract::{Authenticated, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// List bots, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/bots",
    tag = "bots",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<Bot>),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Bot>>, Failure> {
    Ok(Json(bots::list(&state.platform, &ctx, page).await?))
}
