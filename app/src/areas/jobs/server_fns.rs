//! What pages that follow jobs ask the server.

use chatsphere_contract::jobs::{Job, JobItemError};
use chatsphere_contract::paging::{Page, PageQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// A page of the workspace's jobs, newest first.
#[server(prefix = "/api/fn", endpoint = "jobs.list", input = Json)]
pub async fn list_jobs(query: PageQuery) -> Result<Page<Job>, AppError> {
    let caller = crate::ssr::caller().await?;
    chatsphere_domain::jobs::list(&caller.platform, &caller.ctx, query).await.map_err(crate::ssr::failed)
}

/// A job.
#[server(prefix = "/api/fn", endpoint = "jobs.get", input = Json)]
pub async fn load_job(job: String) -> Result<Job, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::read(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// Ends a job that is not wanted any more.
#[server(prefix = "/api/fn", endpoint = "jobs.cancel", input = Json)]
pub async fn cancel_job(job: String) -> Result<Job, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::cancel(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// Does once more what failed of a job.
#[server(prefix = "/api/fn", endpoint = "jobs.retry", input = Json)]
pub async fn retry_job(job: String) -> Result<Job, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::retry(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}

/// What went wrong with single items of a job.
#[server(prefix = "/api/fn", endpoint = "jobs.errors", input = Json)]
pub async fn job_errors(job: String) -> Result<Vec<JobItemError>, AppError> {
    let caller = crate::ssr::caller().await?;
    let id = crate::ssr::id(&job, "job")?;
    chatsphere_domain::jobs::errors(&caller.platform, &caller.ctx, id).await.map_err(crate::ssr::failed)
}
