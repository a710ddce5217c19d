//! What a job made: a file in the object store that expires.

use chatsphere_contract::ids::{JobId, WorkspaceId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use super::Lease;
use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx};

/// Most files that are removed in one go.
const BATCH: i64 = 100;

/// A file that a job made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Where the object store has it.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its size.
    pub size_bytes: i64,
    /// When it is removed.
    pub expires_at: OffsetDateTime,
}

pub(super) fn record(
    key: Option<String>,
    name: Option<String>,
    size_bytes: Option<i64>,
    expires_at: Option<OffsetDateTime>,
) -> Option<JobFile> {
    Some(JobFile { key: key?, name: name?, size_bytes: size_bytes?, expires_at: expires_at? })
}

/// Says what a job made. False: the lease is lost.
pub async fn set_file(tx: &TenantTx, lease: &Lease, file: &JobFile) -> Result<bool, DbError> {
    let sql = "UPDATE jobs SET file_key = $4, file_name = $5, file_bytes = $6, file_expires_at = $7
               WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND status = 'running'";
    let values = [
        lease.tenant.0.into(),
        lease.job.0.into(),
        lease.owner.into(),
        file.key.as_str().into(),
        file.name.as_str().into(),
        file.size_bytes.into(),
        file.expires_at.into(),
    ];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Files whose time is over.
pub async fn expired_files(
    tx: &SystemTx,
    now: OffsetDateTime,
) -> Result<Vec<(WorkspaceId, JobId, String)>, DbError> {
    let sql = "SELECT tenant_id, id, file_key FROM jobs
               WHERE file_key IS NOT NULL AND file_expires_at <= $1 ORDER BY file_expires_at LIMIT $2";
    let rows = tx.conn().query_all_raw(statement(sql, [now.into(), BATCH.into()])).await?;
    rows.iter()
        .map(|row| {
            let (tenant, job) = (row.try_get("", "tenant_id")?, row.try_get("", "id")?);
            Ok((WorkspaceId(tenant), JobId(job), row.try_get("", "file_key")?))
        })
        .collect()
}

/// Forgets a file that is removed.
pub async fn forget_file(tx: &TenantTx, job: JobId, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE jobs SET file_key = NULL, file_name = NULL, file_bytes = NULL, file_expires_at = NULL
               WHERE tenant_id = $1 AND id = $2 AND file_expires_at <= $3";
    let values = [tx.tenant().0.into(), job.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}
