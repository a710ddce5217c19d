//! `GET /api/v1/jobs/{id}`

use axum::extract::State;
use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Read a job: how far it is, or why it failed.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{id}",
    tag = "jobs",
    params(("id" = JobId, Path, description = "The job.")),
    responses(
        (status = 200, description = "The job.", body = Job),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such job.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn read(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<JobId>,
) -> Result<Json<Job>, Failure> {
    Ok(Json(jobs::read(&state.platform, &ctx, id).await?))
}
