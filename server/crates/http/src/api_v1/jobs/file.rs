//! `GET /api/v1/jobs/{id}/file`

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use chatsphere_contract::ids::JobId;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::jobs;

use crate::extract::{Authenticated, Ids};
use crate::problem::Failure;
use crate::state::HttpState;

/// Download what a job made.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{id}/file",
    tag = "jobs",
    params(("id" = JobId, Path, description = "The job.")),
    responses(
        (status = 200, description = "The file.", content_type = "application/zip"),
        (status = 401, description = "`unauthenticated`", body = Problem),
        (status = 404, description = "The workspace has no such job, or its file was not made yet or has expired.", body = Problem),
    )
)]
pub(in crate::api_v1) async fn file(
    State(state): State<HttpState>,
    Authenticated(ctx): Authenticated,
    Ids(job): Ids<JobId>,
) -> Result<Response, Failure> {
    let file = jobs::file(&state.platform, &ctx, job).await?;
    let mut response = Response::new(Body::from_stream(file.content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size_bytes));
    // Our own name: letters, digits, dashes and dots.
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
