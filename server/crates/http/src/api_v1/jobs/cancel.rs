//! `POST /api/v1/jobs/{id}/cancel`

use axum::extract::State;
use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Ids, Json};
use crate::problem::Failure;
use crate::state::HttpState;

/// End a job that is not wanted any more. What it has brought in so far stays.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{id}/cancel",
    tag = "jobs",
    params(("id" = JobId, Path, description = "The job.")),
    responses(
        (status = 200, description = "The job as it is now.", body = Job),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 403, description = "The role does not permit it.", body = Problem),
        (status = 404, description = "The workspace has no such job.", body = Problem),
        (status = 409, description = "It has ended already.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn cancel(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(id): Ids<JobId>,
) -> Result<Json<Job>, Failure> {
    Ok(Json(jobs::cancel(&state.platform, &ctx, id).await?))
}
