//! `GET /api/v1/jobs/{id}/errors`

use axum::extract::State;
use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::JobItemError;
use chatsphere_contract::paging::Page;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// What went wrong with single items of a job: the first 200.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{id}/errors",
    tag = "jobs",
    params(("id" = JobId, Path, description = "The job.")),
    responses(
        (status = 200, description = "Item by item.", body = Page<JobItemError>),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such job.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn errors(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(job): Ids<JobId>,
) -> Result<Json<Page<JobItemError>>, Failure> {
    let items = jobs::errors(&state.platform, &ctx, job).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
