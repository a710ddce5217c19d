//! Following jobs.

use chatsphere_contract::ids::JobId;
use chatsphere_contract::jobs::Job;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::jobs::{self, JobRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::{IMPORT, INGEST, JobError, REEMBED, RESTORE_SNAPSHOT};
use crate::paging::Request;
use crate::platform::Platform;

/// One job.
pub async fn read(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Job, JobError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let job = jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    tx.commit().await?;
    Ok(present(job))
}

/// A page of the jobs that bring documents in, newest first.
pub async fn list(platform: &Platform, ctx: &Ctx, query: PageQuery) -> Result<Page<Job>, JobError> {
    ctx.require(Permission::Read)?;
    let request = Request::parse(&query).map_err(JobError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let rows =
        jobs::page(&tx, &[INGEST, IMPORT, RESTORE_SNAPSHOT, REEMBED], request.before, request.rows()).await?;
    tx.commit().await?;
    Ok(request.page(rows.into_iter().map(present).collect(), |job| job.id))
}

/// Ends a job that is not wanted any more. What it has brought in so far stays.
pub async fn cancel(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Job, JobError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let was_live = jobs::cancel(&tx, id, platform.clock.now()).await?;
    let job = jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    if !was_live {
        return Err(JobError::Ended);
    }
    tx.commit().await?;
    Ok(present(job))
}

fn present(job: JobRecord) -> Job {
    Job {
        id: job.id,
        kind: job.kind,
        status: job.status,
        done: job.done,
        total: job.total,
        failed: job.failed,
        error: job.error,
        created_at: rfc3339(job.created_at),
        updated_at: rfc3339(job.updated_at),
    }
}
