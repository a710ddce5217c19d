//! What a worker writes about a job that it holds, and how a job ends.

use std::time::Duration;

use chatsphere_contract::ids::JobId;
use chatsphere_kernel::Random;
use sea_orm::{ConnectionTrait, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Lease;
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Longest stored reason, in characters.
const ERROR_CHARS: usize = 500;

/// When an attempt that failed is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry(Duration);

impl Retry {
    /// After `attempts` attempts: 2 s, 4 s, 8 s, … at most 5 minutes, each shortened by up to a half at
    /// random, so that jobs which failed together do not come back together.
    pub fn after(attempts: i16, random: &dyn Random) -> Self {
        let exponent = u32::from(attempts.clamp(1, 9).unsigned_abs());
        let full_ms = 2_u64.saturating_pow(exponent).saturating_mul(1_000).min(300_000);
        let mut bytes = [0; 2];
        random.fill(&mut bytes);
        let share = u64::from(u16::from_le_bytes(bytes));
        Self(Duration::from_millis(full_ms - full_ms / 2 * share / u64::from(u16::MAX)))
    }

    /// How long to wait.
    pub fn delay(self) -> Duration {
        self.0
    }
}

/// Holds the job's row to the end of the transaction, so that what else the transaction does happens
/// only under the lease. False: the lease is lost, or the job was cancelled.
pub async fn hold(tx: &TenantTx, lease: &Lease) -> Result<bool, DbError> {
    let sql = "SELECT id FROM jobs
               WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND status = 'running' FOR UPDATE";
    Ok(tx.conn().query_one_raw(statement(sql, named(lease))).await?.is_some())
}

/// Counts finished items (`failed` of them badly). False: the lease is lost.
pub async fn add_progress(
    tx: &TenantTx,
    lease: &Lease,
    done: i64,
    failed: i64,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let set = "done = done + $4, failed = failed + $5, total = greatest(total, done + $4), updated_at = $6";
    change(tx, lease, set, [done.into(), failed.into(), now.into()]).await
}

/// Begins to count anew, towards `total`: for work that looks at all of its items again when it goes on.
/// False: the lease is lost.
pub async fn restart_progress(
    tx: &TenantTx,
    lease: &Lease,
    total: i64,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    change(tx, lease, "done = 0, failed = 0, total = $4, updated_at = $5", [total.into(), now.into()]).await
}

/// Counts from nothing again: the work is done anew, from its first item. False: the lease is lost.
pub async fn begin_anew(tx: &TenantTx, lease: &Lease, now: OffsetDateTime) -> Result<bool, DbError> {
    super::clear_errors(tx, lease.job).await?;
    change(tx, lease, "done = 0, failed = 0, updated_at = $4", [now.into()]).await
}

/// Says up to which item everything is finished. False: the lease is lost.
pub async fn set_cursor(tx: &TenantTx, lease: &Lease, item: Uuid) -> Result<bool, DbError> {
    change(tx, lease, "item_cursor = $4", [item.into()]).await
}

/// Says how many items there are in all, once all have come. Those whose document does not wait any more
/// are done: it is in the index already, or the same import named it twice.
pub async fn set_total(tx: &TenantTx, job: JobId, total: i64, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE jobs SET total = $3, updated_at = $4, done = $3 - (
                   SELECT count(*) FROM documents d
                   WHERE d.tenant_id = $1 AND d.job_id = $2 AND d.status IN ('queued', 'processing'))
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), job.0.into(), total.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Ends it well. False: the lease is lost.
pub async fn finish_done(tx: &TenantTx, lease: &Lease, now: OffsetDateTime) -> Result<bool, DbError> {
    let set = "status = 'done', done = total, error = NULL, lease_owner = NULL, lease_until = NULL,
               updated_at = $4";
    change(tx, lease, set, [now.into()]).await
}

/// Ends it badly, and with it the documents that it was to bring in. False: the lease is lost.
pub async fn finish_failed(
    tx: &TenantTx,
    lease: &Lease,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let reason = shortened(reason);
    let set = "status = 'failed', error = $4, lease_owner = NULL, lease_until = NULL, updated_at = $5";
    if !change(tx, lease, set, [reason.as_str().into(), now.into()]).await? {
        return Ok(false);
    }
    fail_documents(tx, lease.job, "gave_up", &reason, now).await?;
    Ok(true)
}

/// Puts it back for another attempt. False: the lease is lost.
pub async fn reschedule(
    tx: &TenantTx,
    lease: &Lease,
    reason: &str,
    retry: Retry,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let set = "status = 'queued', error = $4, run_at = $5, lease_owner = NULL, lease_until = NULL,
               updated_at = $6";
    let run_at = now + retry.delay();
    change(tx, lease, set, [shortened(reason).into(), run_at.into(), now.into()]).await
}

/// Gives it back untouched, for whoever comes next: the process stops. This attempt does not count.
pub async fn release(tx: &TenantTx, lease: &Lease, now: OffsetDateTime) -> Result<bool, DbError> {
    let set = "status = 'queued', attempts = greatest(attempts - 1, 0), run_at = $4, lease_owner = NULL,
               lease_until = NULL, updated_at = $4";
    let released = change(tx, lease, set, [now.into()]).await?;
    super::announce(tx).await?;
    Ok(released)
}

/// Gives it back until `until`: what is left cannot be done before. This attempt does not count. False: the
/// lease is lost.
pub async fn rest(
    tx: &TenantTx,
    lease: &Lease,
    until: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let set = "status = 'queued', attempts = greatest(attempts - 1, 0), run_at = $4, lease_owner = NULL,
               lease_until = NULL, updated_at = $5";
    change(tx, lease, set, [until.into(), now.into()]).await
}

/// Ends a job that a person no longer wants, and the documents that it has not brought in yet. False:
/// there is none, or it has ended.
pub async fn cancel(tx: &TenantTx, job: JobId, now: OffsetDateTime) -> Result<bool, DbError> {
    let sql = "UPDATE jobs SET status = 'cancelled', lease_owner = NULL, lease_until = NULL, updated_at = $3
               WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running')";
    let values = [tx.tenant().0.into(), job.0.into(), now.into()];
    if tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() == 0 {
        return Ok(false);
    }
    fail_documents(tx, job, "cancelled", "Reading it was cancelled. Retry to go on.", now).await?;
    Ok(true)
}

/// The documents that a job did not get to fail with it. What they answered from before stays in use.
pub(super) async fn fail_documents(
    tx: &TenantTx,
    job: JobId,
    code: &str,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE documents SET status = 'failed', stage = NULL, stage_done = 0, stage_total = 0,
                   error_code = $3, error_message = $4, updated_at = $5
               WHERE tenant_id = $1 AND job_id = $2 AND status IN ('queued', 'processing')";
    let values = [tx.tenant().0.into(), job.0.into(), code.into(), reason.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Changes the job if this lease still holds it. `set` numbers its values from `$4`.
async fn change<const N: usize>(
    tx: &TenantTx,
    lease: &Lease,
    set: &'static str,
    values: [Value; N],
) -> Result<bool, DbError> {
    let sql = format!(
        "UPDATE jobs SET {set} WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND status = 'running'"
    );
    let values = named(lease).into_iter().chain(values);
    Ok(tx.conn().execute_raw(statement(&sql, values)).await?.rows_affected() > 0)
}

fn named(lease: &Lease) -> [Value; 3] {
    [lease.tenant.0.into(), lease.job.0.into(), lease.owner.into()]
}

fn shortened(reason: &str) -> String {
    reason.chars().filter(|c| *c != '\0').take(ERROR_CHARS).collect()
}
