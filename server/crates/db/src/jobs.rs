//! The job queue: enqueued with the change that needs it, claimed under a lease, always ended.
//!
//! A claim gives the job a lease owner of its own. Every later write of the worker names that owner, so
//! that a worker which lost its lease (a long pause, a cut network) can change nothing any more.

mod again;
mod claim;
mod errors;
mod file;
mod settle;
mod subjects;
mod sweep;

use chatsphere_contract::ids::{JobId, WorkspaceId};
use chatsphere_contract::jobs::JobStatus;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::again::{Again, begin_again};
pub use self::claim::{Lease, claim, extend, most_urgent};
pub use self::errors::{ItemError, add_errors, clear_errors, errors};
pub use self::file::{JobFile, expired_files, forget_file, set_file};
pub use self::settle::{
    Retry, add_progress, begin_anew, cancel, finish_done, finish_failed, hold, release, reschedule, rest,
    restart_progress, set_cursor, set_total,
};
pub use self::subjects::subjects;
pub use self::sweep::{Swept, sweep};

use crate::entities::jobs;
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// The channel on which new jobs are announced.
pub const CHANNEL: &str = "jobs";

/// The priority of work that somebody waits for at a screen.
pub const PRIORITY_INTERACTIVE: i16 = 0;
/// The priority of bulk work.
pub const PRIORITY_BULK: i16 = 10;

/// A job to enqueue.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Id.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what; carries a version, `v`.
    pub payload: Json,
    /// Lower goes first.
    pub priority: i16,
    /// Items in all, where that is known.
    pub total: i64,
    /// Not before.
    pub run_at: OffsetDateTime,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRecord {
    /// Whose it is.
    pub tenant: WorkspaceId,
    /// Id.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what.
    pub payload: Json,
    /// State.
    pub status: JobStatus,
    /// Lower goes first.
    pub priority: i16,
    /// Times it was begun.
    pub attempts: i16,
    /// Most times it is begun.
    pub max_attempts: i16,
    /// Not before.
    pub run_at: OffsetDateTime,
    /// Who holds it, while it runs.
    pub lease_owner: Option<Uuid>,
    /// Items finished, failed ones included.
    pub done: i64,
    /// Items in all.
    pub total: i64,
    /// Items that failed.
    pub failed: i64,
    /// Why it failed, or why the last attempt did.
    pub error: Option<String>,
    /// The last item that is finished, of a job that goes through items in the order of their ids.
    pub item_cursor: Option<Uuid>,
    /// What it made.
    pub file: Option<JobFile>,
    /// When it was enqueued.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// Enqueues a job; workers hear of it when the transaction commits.
pub async fn enqueue(tx: &TenantTx, job: &NewJob) -> Result<(), DbError> {
    let sql =
        "INSERT INTO jobs (tenant_id, id, kind, payload, priority, total, run_at, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    let values = [
        tx.tenant().0.into(),
        job.id.0.into(),
        job.kind.as_str().into(),
        job.payload.clone().into(),
        job.priority.into(),
        job.total.into(),
        job.run_at.into(),
        job.created_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    announce(tx).await
}

/// Notes a job that was done as it was asked for.
pub async fn insert_done(tx: &TenantTx, job: &NewJob) -> Result<(), DbError> {
    let sql =
        "INSERT INTO jobs (tenant_id, id, kind, payload, status, priority, done, total, run_at, created_at,
                   updated_at)
               VALUES ($1, $2, $3, $4, 'done', $5, $6, $6, $7, $8, $8)";
    let values = [
        tx.tenant().0.into(),
        job.id.0.into(),
        job.kind.as_str().into(),
        job.payload.clone().into(),
        job.priority.into(),
        job.total.into(),
        job.run_at.into(),
        job.created_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Moves the start of a job that waits, and has one that has ended wait again: more work came for it.
/// One that runs finds the new work by itself.
pub async fn postpone(
    tx: &TenantTx,
    id: JobId,
    run_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE jobs SET run_at = $3, updated_at = $4, error = NULL,
                   status = CASE WHEN status = 'running' THEN status ELSE 'queued' END,
                   attempts = CASE WHEN status IN ('queued', 'running') THEN attempts ELSE 0 END
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), run_at.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    if run_at <= now { announce(tx).await } else { Ok(()) }
}

/// The job with this id.
pub async fn find(tx: &TenantTx, id: JobId) -> Result<Option<JobRecord>, DbError> {
    jobs::Entity::find_by_id((tx.tenant().0, id.0)).one(tx.conn()).await?.map(record).transpose()
}

/// The same, held against other changes to the end of the transaction.
pub async fn find_locked(tx: &TenantTx, id: JobId) -> Result<Option<JobRecord>, DbError> {
    let found = jobs::Entity::find_by_id((tx.tenant().0, id.0)).lock_exclusive().one(tx.conn()).await?;
    found.map(record).transpose()
}

/// Up to `limit` jobs of other kinds than these, newest first, older than `before`.
pub async fn page(
    tx: &TenantTx,
    unseen: &[&str],
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<JobRecord>, DbError> {
    let rows = jobs::Entity::find()
        .filter(jobs::Column::TenantId.eq(tx.tenant().0))
        .filter(jobs::Column::Kind.is_not_in(unseen.iter().copied()))
        .apply_if(before, |query, before| query.filter(jobs::Column::Id.lt(before.0)))
        .order_by_desc(jobs::Column::Id)
        .limit(limit)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(record).collect()
}

/// Wakes the workers of all processes when the transaction commits.
async fn announce(tx: &TenantTx) -> Result<(), DbError> {
    tx.conn().execute_raw(statement("SELECT pg_notify($1, '')", [CHANNEL.into()])).await?;
    Ok(())
}

fn record(row: jobs::Model) -> Result<JobRecord, DbError> {
    let status = JobStatus::parse(&row.status)
        .ok_or_else(|| DbError::Corrupt(format!("status {} of job {}", row.status, row.id)))?;
    Ok(JobRecord {
        tenant: WorkspaceId(row.tenant_id),
        id: JobId(row.id),
        kind: row.kind,
        payload: row.payload,
        status,
        priority: row.priority,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_at: row.run_at,
        lease_owner: row.lease_owner,
        done: row.done,
        total: row.total,
        failed: row.failed,
        error: row.error,
        item_cursor: row.item_cursor,
        file: file::record(row.file_key, row.file_name, row.file_bytes, row.file_expires_at),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
