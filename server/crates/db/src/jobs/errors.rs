//! What went wrong with single items of a job.

use chatsphere_contract::ids::JobId;
use sea_orm::ConnectionTrait;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Most item errors that are kept of a job; all are counted.
const KEPT: i64 = 10_000;

/// An item that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemError {
    /// Which: a document's id, an address, a line.
    pub item: String,
    /// What people call it.
    pub name: String,
    /// Stable word.
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// Notes items that failed. One that failed before is noted with its new reason.
pub async fn add_errors(tx: &TenantTx, job: JobId, errors: &[ItemError]) -> Result<(), DbError> {
    if errors.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO job_errors (tenant_id, job_id, item, name, code, message)
               SELECT $1, $2, e.item, e.name, e.code, e.message
               FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS e (item, name, code, message)
               WHERE (SELECT count(*) FROM job_errors WHERE tenant_id = $1 AND job_id = $2) < $7
               ON CONFLICT (tenant_id, job_id, item) DO UPDATE SET code = excluded.code, message = excluded.message";
    let texts = |get: fn(&ItemError) -> &str| -> Vec<String> {
        errors.iter().map(|error| get(error).replace('\0', "")).collect()
    };
    let values = [
        tx.tenant().0.into(),
        job.0.into(),
        texts(|error| &error.item).into(),
        texts(|error| &error.name).into(),
        texts(|error| &error.code).into(),
        texts(|error| &error.message).into(),
        KEPT.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The first `limit` items that failed.
pub async fn errors(tx: &TenantTx, job: JobId, limit: i64) -> Result<Vec<ItemError>, DbError> {
    let sql = "SELECT item, name, code, message FROM job_errors WHERE tenant_id = $1 AND job_id = $2
               ORDER BY item LIMIT $3";
    let rows =
        tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), job.0.into(), limit.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(ItemError {
                item: row.try_get("", "item")?,
                name: row.try_get("", "name")?,
                code: row.try_get("", "code")?,
                message: row.try_get("", "message")?,
            })
        })
        .collect()
}

/// Forgets the items that failed. Which there were.
pub async fn clear_errors(tx: &TenantTx, job: JobId) -> Result<Vec<String>, DbError> {
    let sql = "DELETE FROM job_errors WHERE tenant_id = $1 AND job_id = $2 RETURNING item";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), job.0.into()])).await?;
    rows.iter().map(|row| row.try_get("", "item").map_err(DbError::from)).collect()
}
