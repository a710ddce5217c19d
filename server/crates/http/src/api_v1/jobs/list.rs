//! `GET /api/v1/jobs`

use axum::extract::State;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Json, Query};
use crate::problem::Failure;
use crate::state::HttpState;

/// List the workspace’s jobs, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/jobs",
    tag = "jobs",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of them.", body = Page<Job>),
        (status = 401, description = "`unauthenticated`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn list(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Job>>, Failure> {
    Ok(Json(jobs::list(&state.platform, &ctx, page).await?))
}
