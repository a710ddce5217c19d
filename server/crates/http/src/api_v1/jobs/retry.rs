//! `POST /api/v1/jobs/{id}/retry`

use axum::extract::State;
use axum::http::StatusCode;
use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// Do once more what failed of a job. One that failed or was cancelled goes on where it was.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{id}/retry",
    tag = "jobs",
    params(("id" = JobId, Path, description = "The job.")),
    responses(
        (status = 202, description = "It is queued again.", body = Job),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such job.", body = Problem),
        (status = 409, description = "`nothing_to_retry`", body = Problem),
    )
)]
pub(in crate::api_v1) async fn retry(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(job): Ids<JobId>,
) -> Result<(StatusCode, Json<Job>), Failure> {
    Ok((StatusCode::ACCEPTED, Json(jobs::retry(&state.platform, &ctx, job).await?)))
}
