//! Following jobs.

use chatsphere_contract::ids::{BotId, JobId};
use chatsphere_contract::jobs::{Job, JobFile, JobItemError};
use chatsphere_contract::limits;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::jobs::{self, ItemError, JobRecord};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;
use time::Duration;
use uuid::Uuid;

use super::{BulkStep, JobError, REMOVE_FILES, Work, retry};
use crate::paging::Request;
use crate::platform::Platform;

/// Kinds that clear up behind others: nobody waits for them.
const UNSEEN: &[&str] = &[REMOVE_FILES];
/// Most item errors that are shown of a job.
const SHOWN_ERRORS: i64 = 200;

/// One job.
pub async fn read(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Job, JobError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let job = jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    let job = present(platform, &tx, job).await?;
    tx.commit().await?;
    Ok(job)
}

/// A page of the jobs that people follow, newest first.
pub async fn list(platform: &Platform, ctx: &Ctx, query: PageQuery) -> Result<Page<Job>, JobError> {
    ctx.require(Permission::Read)?;
    let request = Request::parse(&query).map_err(JobError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let rows = jobs::page(&tx, UNSEEN, request.before, request.rows()).await?;
    let jobs = present_all(platform, &tx, rows).await?;
    tx.commit().await?;
    Ok(request.page(jobs, |job| job.id))
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
    let job = present(platform, &tx, job).await?;
    tx.commit().await?;
    Ok(job)
}

/// What went wrong with single items of a job: the first ones.
pub async fn errors(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Vec<JobItemError>, JobError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    let rows = jobs::errors(&tx, id, SHOWN_ERRORS).await?;
    tx.commit().await?;
    let present = |error: ItemError| JobItemError {
        item: error.item,
        name: error.name,
        code: error.code,
        message: error.message,
    };
    Ok(rows.into_iter().map(present).collect())
}

/// A job as people see it.
pub(super) async fn present(platform: &Platform, tx: &TenantTx, job: JobRecord) -> Result<Job, DbError> {
    let subject = Work::parse(&job.kind, &job.payload).ok().and_then(|work| work.subject());
    let mut names = jobs::subjects(tx, subject.as_slice()).await?;
    let name = subject.and_then(|subject| names.remove(&subject));
    Ok(described(platform, job, name.as_deref()))
}

async fn present_all(platform: &Platform, tx: &TenantTx, rows: Vec<JobRecord>) -> Result<Vec<Job>, DbError> {
    let subject = |job: &JobRecord| Work::parse(&job.kind, &job.payload).ok()?.subject();
    let ids: Vec<Uuid> = rows.iter().filter_map(subject).collect();
    let names = jobs::subjects(tx, &ids).await?;
    let name = |job: &JobRecord| subject(job).and_then(|id| names.get(&id)).map(String::as_str);
    Ok(rows
        .into_iter()
        .map(|job| {
            let name = name(&job);
            described(platform, job, name)
        })
        .collect())
}

fn described(platform: &Platform, job: JobRecord, subject: Option<&str>) -> Job {
    let now = platform.clock.now();
    let work = Work::parse(&job.kind, &job.payload).ok();
    let undo_until = job.created_at + Duration::minutes(limits::UNDO_MINUTES);
    let is_deletion = matches!(&work, Some(Work::Bulk(bulk)) if bulk.step == BulkStep::Delete);
    let file = job.file.filter(|file| file.expires_at > now);
    Job {
        id: job.id,
        title: work.as_ref().map_or_else(|| in_words(&job.kind), |work| work.title(subject)),
        bot_id: work.as_ref().and_then(Work::bot).or_else(|| bot_of(&job.payload)),
        retryable: retry::is_retryable(job.status, job.failed),
        undo_until: (is_deletion && undo_until > now).then(|| rfc3339(undo_until)),
        file: file.map(|file| JobFile {
            name: file.name,
            size_bytes: file.size_bytes,
            expires_at: rfc3339(file.expires_at),
        }),
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

/// `source_crawl` is “Source crawl”.
fn in_words(kind: &str) -> String {
    let mut words = kind.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn bot_of(payload: &serde_json::Value) -> Option<BotId> {
    payload.get("bot_id")?.as_str()?.parse().ok()
}
