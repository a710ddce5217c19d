//! Jobs whose worker died: their lease ran out.

use chatsphere_contract::ids::{JobId, WorkspaceId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use super::settle::fail_documents;
use crate::tx::statement;
use crate::{Db, DbError};

/// What a person reads when every attempt took its worker down.
const GAVE_UP: &str =
    "Reading it stopped our worker every time it was tried. Check the file, or try again later.";

/// What one sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Jobs put back into the queue.
    pub requeued: u64,
    /// Jobs that had no attempt left.
    pub failed: u64,
}

/// Puts jobs with a lease that ran out back into the queue, and ends those that have no attempt left,
/// together with their documents.
pub async fn sweep(db: &Db, now: OffsetDateTime) -> Result<Swept, DbError> {
    let sql = "UPDATE jobs SET status = 'queued', lease_owner = NULL, lease_until = NULL, run_at = $1,
                   updated_at = $1
               WHERE (tenant_id, id) IN (
                   SELECT tenant_id, id FROM jobs
                   WHERE status = 'running' AND lease_until < $1 AND attempts < max_attempts
                   FOR UPDATE SKIP LOCKED)";
    let tx = db.system().await?;
    let requeued = tx.conn().execute_raw(statement(sql, [now.into()])).await?.rows_affected();
    tx.commit().await?;
    let mut swept = Swept { requeued, failed: 0 };
    while fail_one(db, now).await? {
        swept.failed += 1;
    }
    Ok(swept)
}

/// Ends one job that has no attempt left; each in its own transaction, inside its tenant.
async fn fail_one(db: &Db, now: OffsetDateTime) -> Result<bool, DbError> {
    let sql = "SELECT tenant_id, id FROM jobs
               WHERE status = 'running' AND lease_until < $1 AND attempts >= max_attempts
               LIMIT 1 FOR UPDATE SKIP LOCKED";
    let tx = db.system().await?;
    let Some(row) = tx.conn().query_one_raw(statement(sql, [now.into()])).await? else {
        return Ok(false);
    };
    let tenant = WorkspaceId(row.try_get("", "tenant_id")?);
    let job = JobId(row.try_get("", "id")?);
    let tx = tx.into_tenant(tenant).await?;
    let sql = "UPDATE jobs SET status = 'failed', error = $3, lease_owner = NULL, lease_until = NULL,
                   updated_at = $4
               WHERE tenant_id = $1 AND id = $2";
    let values = [tenant.0.into(), job.0.into(), GAVE_UP.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    fail_documents(&tx, job, "gave_up", GAVE_UP, now).await?;
    tx.commit().await?;
    Ok(true)
}
