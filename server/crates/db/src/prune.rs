//! Clearing away what is old, across workspaces and a little at a time.

use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{Db, DbError};

/// Rows of one transaction.
const BATCH: i64 = 2_000;

/// Jobs that ended before this, with what is known of their items. One with a file waits for that.
pub async fn ended_jobs(db: &Db, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM jobs WHERE (tenant_id, id) IN (
                   SELECT tenant_id, id FROM jobs
                   WHERE status IN ('done', 'failed', 'cancelled') AND updated_at < $1 AND file_key IS NULL
                   LIMIT $2 FOR UPDATE SKIP LOCKED)";
    until_none(db, sql, before).await
}

/// Log-in tokens that expired before this.
pub async fn expired_tokens(db: &Db, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM auth_tokens WHERE token_hash IN (
                   SELECT token_hash FROM auth_tokens WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)";
    until_none(db, sql, before).await
}

/// Visitors' sessions that expired before this.
pub async fn expired_sessions(db: &Db, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM widget_sessions WHERE (tenant_id, id) IN (
                   SELECT tenant_id, id FROM widget_sessions WHERE expires_at < $1
                   LIMIT $2 FOR UPDATE SKIP LOCKED)";
    until_none(db, sql, before).await
}

/// Removals from indexes that were logged before this. Each index notes up to which version, in the same
/// transaction, so that nobody reads a part of what it needs and takes it for all.
pub async fn removals(db: &Db, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "WITH old AS (
                   SELECT tenant_id, bot_id, version, document_id FROM index_removals
                   WHERE removed_at < $1 ORDER BY removed_at LIMIT $2),
               gone AS (
                   DELETE FROM index_removals r USING old
                   WHERE r.tenant_id = old.tenant_id AND r.bot_id = old.bot_id AND r.version = old.version
                       AND r.document_id = old.document_id
                   RETURNING r.tenant_id, r.bot_id, r.version),
               newest AS (SELECT tenant_id, bot_id, max(version) AS version FROM gone GROUP BY 1, 2),
               noted AS (
                   UPDATE bot_indexes i SET removals_pruned_to = greatest(i.removals_pruned_to, n.version)
                   FROM newest n WHERE i.tenant_id = n.tenant_id AND i.bot_id = n.bot_id)
               SELECT count(*) AS gone FROM gone";
    let mut total = 0;
    loop {
        let tx = db.system().await?;
        let row = tx.conn().query_one_raw(statement(sql, [before.into(), BATCH.into()])).await?;
        let gone: i64 = row.map_or(Ok(0), |row| row.try_get("", "gone"))?;
        tx.commit().await?;
        total += gone.unsigned_abs();
        if gone < BATCH {
            return Ok(total);
        }
    }
}

/// Wordings that were searched for before this day.
pub async fn search_queries(db: &Db, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM search_queries WHERE ctid = ANY(ARRAY(
                   SELECT ctid FROM search_queries WHERE day < ($1 AT TIME ZONE 'UTC')::date
                   LIMIT $2 FOR UPDATE SKIP LOCKED))";
    until_none(db, sql, before).await
}

async fn until_none(db: &Db, sql: &str, before: OffsetDateTime) -> Result<u64, DbError> {
    let mut total = 0;
    loop {
        let tx = db.system().await?;
        let values = [before.into(), BATCH.into()];
        let gone = tx.conn().execute_raw(statement(sql, values)).await?.rows_affected();
        tx.commit().await?;
        total += gone;
        if gone < BATCH.unsigned_abs() {
            return Ok(total);
        }
    }
}
