//! Doing once more what failed of a job.

use chatsphere_contract::ids::{DocumentId, JobId};
use chatsphere_contract::jobs::{Job, JobStatus};
use chatsphere_db::jobs;
use chatsphere_db::{DbError, documents};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::read::present;
use super::{BulkStep, JobError, Selection, Work};
use crate::platform::Platform;

/// Begins a job again: one that failed or was cancelled goes on where it was, of one that is done what
/// failed is tried once more.
pub async fn retry(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Job, JobError> {
    ctx.require(Permission::DocumentsWrite)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    let job = jobs::find_locked(&tx, id).await?.ok_or(JobError::NotFound)?;
    if !is_retryable(job.status, job.failed) {
        return Err(JobError::NothingToRetry);
    }
    let Ok(work) = Work::parse(&job.kind, &job.payload) else { return Err(JobError::NothingToRetry) };
    let again = match work {
        // They look at all of their items again.
        Work::RemoveFiles { .. }
        | Work::RestoreSnapshot { .. }
        | Work::Reembed
        | Work::Sync { .. }
        | Work::EmbedQuestions { .. } => jobs::Again { forgiven: 0, payload: None },
        Work::Ingest { .. } | Work::Import { .. } => {
            let forgiven = documents::requeue_failed_of(&tx, id, now).await?;
            if forgiven == 0 && job.status == JobStatus::Done {
                return Err(JobError::NothingToRetry);
            }
            jobs::clear_errors(&tx, id).await?;
            jobs::Again { forgiven, payload: None }
        }
        // Where it stopped: documents that it had queued failed with it and wait again.
        Work::Bulk(ref bulk) if job.status != JobStatus::Done => {
            let forgiven = match bulk.step {
                BulkStep::Reprocess => documents::requeue_failed_of(&tx, id, now).await?,
                _ => 0,
            };
            jobs::Again { forgiven: forgiven.min(job.failed), payload: None }
        }
        Work::Bulk(mut bulk) => {
            let failed = jobs::clear_errors(&tx, id).await?;
            let mut ids: Vec<DocumentId> = failed.iter().filter_map(|item| item.parse().ok()).collect();
            ids.sort_unstable();
            if ids.is_empty() {
                return Err(JobError::NothingToRetry);
            }
            let forgiven = i64::try_from(ids.len()).unwrap_or(i64::MAX).min(job.failed);
            bulk.selection = Selection::Ids { ids };
            let payload = Work::Bulk(bulk).payload();
            let payload = payload.map_err(|error| DbError::Corrupt(error.to_string()))?;
            jobs::Again { forgiven, payload: Some(payload) }
        }
    };
    jobs::begin_again(&tx, id, &again, now).await?;
    let job = jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    let job = present(platform, &tx, job).await?;
    tx.commit().await?;
    Ok(job)
}

/// Whether there is something to do once more.
pub(super) fn is_retryable(status: JobStatus, failed: i64) -> bool {
    match status {
        JobStatus::Failed | JobStatus::Cancelled => true,
        JobStatus::Done => failed > 0,
        JobStatus::Queued | JobStatus::Running => false,
    }
}
