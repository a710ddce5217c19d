//! Taking a job, and keeping it.

use chatsphere_contract::ids::{JobId, WorkspaceId};
use sea_orm::{ConnectionTrait, EntityTrait};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{JobRecord, record};
use crate::entities::jobs;
use crate::tx::statement;
use crate::{DbError, SystemTx};

/// A claim on a job, until `until` unless it is extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Whose job.
    pub tenant: WorkspaceId,
    /// The job.
    pub job: JobId,
    /// Made anew for each claim.
    pub owner: Uuid,
    /// When others may take it over.
    pub until: OffsetDateTime,
}

/// Takes the next due job: by priority, then of the tenant with the fewest running, then of the tenant whose
/// last turn is longest ago, then the one that has waited longest. Ten thousand jobs of one tenant do not
/// keep another's single one waiting. Several workers never get the same one, and none waits for another.
/// Kinds in `without` are left alone.
pub async fn claim(
    tx: &SystemTx,
    owner: Uuid,
    now: OffsetDateTime,
    until: OffsetDateTime,
    without: &[&str],
) -> Result<Option<JobRecord>, DbError> {
    let sql = "WITH running AS (
                   SELECT tenant_id, count(*) AS held FROM jobs WHERE status = 'running' GROUP BY tenant_id)
               UPDATE jobs SET status = 'running', attempts = attempts + 1, lease_owner = $1,
                   lease_until = $3, updated_at = $2
               WHERE (tenant_id, id) = (
                   SELECT j.tenant_id, j.id FROM jobs j
                   LEFT JOIN running r USING (tenant_id) LEFT JOIN job_turns t USING (tenant_id)
                   WHERE j.status = 'queued' AND j.run_at <= $2 AND j.kind <> ALL ($4)
                   ORDER BY j.priority, coalesce(r.held, 0), coalesce(t.turn, 0), j.run_at, j.id
                   LIMIT 1 FOR UPDATE OF j SKIP LOCKED)
               RETURNING *";
    let without: Vec<String> = without.iter().map(|kind| (*kind).to_owned()).collect();
    let claiming = statement(sql, [owner.into(), now.into(), until.into(), without.into()]);
    let claimed = jobs::Entity::find().from_raw_sql(claiming).one(tx.conn()).await?;
    let Some(claimed) = claimed else { return Ok(None) };
    let sql = "INSERT INTO job_turns (tenant_id, turn) VALUES ($1, nextval('job_turn'))
               ON CONFLICT (tenant_id) DO UPDATE SET turn = excluded.turn";
    tx.conn().execute_raw(statement(sql, [claimed.tenant_id.into()])).await?;
    record(claimed).map(Some)
}

/// Keeps a claim. False: it is lost, and somebody else may be at work.
pub async fn extend(tx: &SystemTx, lease: &Lease) -> Result<bool, DbError> {
    let sql = "UPDATE jobs SET lease_until = $4
               WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND status = 'running'";
    let values = [lease.tenant.0.into(), lease.job.0.into(), lease.owner.into(), lease.until.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// The priority of the most urgent job that is due and that nobody has; `None`: none waits.
pub async fn most_urgent(tx: &SystemTx, now: OffsetDateTime) -> Result<Option<i16>, DbError> {
    let sql = "SELECT min(priority) AS priority FROM jobs WHERE status = 'queued' AND run_at <= $1";
    let row = tx.conn().query_one_raw(statement(sql, [now.into()])).await?;
    row.map_or(Ok(None), |row| row.try_get("", "priority").map_err(DbError::from))
}
