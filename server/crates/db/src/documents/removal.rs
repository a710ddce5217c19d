//! Documents that leave and come back: disabled and enabled, deleted and restored, at last purged.
//!
//! Out of search means two things: the database's predicate (`enabled AND deleted_at IS NULL`) keeps the
//! passages from every answer at once, and a removal in the log lets the indexes in memory follow.
//! Coming back, the passages get the new version, so that indexes read them again.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx, chunks};

/// The order in which documents are locked everywhere.
const LOCK_ORDER: &str = "ORDER BY external_id COLLATE \"C\", id FOR UPDATE";

/// Deletes documents so that they can still be restored. From the commit on they are gone for everybody.
/// Those that were there.
pub async fn soft_delete(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    job: Option<JobId>,
    now: OffsetDateTime,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = format!(
        "WITH found AS (
             SELECT id FROM documents
             WHERE tenant_id = $1 AND bot_id = $2 AND id = ANY($3) AND deleted_at IS NULL {LOCK_ORDER})
         UPDATE documents d SET deleted_at = $5, deleted_by_job = $4 FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id RETURNING d.id"
    );
    let values =
        [tx.tenant().0.into(), bot.0.into(), raw(ids).into(), job.map(|job| job.0).into(), now.into()];
    let gone = ids_of(&tx.conn().query_all_raw(statement(&sql, values)).await?)?;
    chunks::hide(tx, bot, &gone, now).await?;
    Ok(gone)
}

/// Which deleted documents to restore.
#[derive(Debug, Clone)]
pub enum Deleted {
    /// These.
    Ids(Vec<DocumentId>),
    /// All that one bulk action deleted.
    By(JobId),
}

/// Restores documents that were deleted after `since`. Those that came back.
pub async fn restore(
    tx: &TenantTx,
    bot: BotId,
    which: &Deleted,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Vec<DocumentId>, DbError> {
    let (ids, job) = match which {
        Deleted::Ids(ids) => (raw(ids), None),
        Deleted::By(job) => (Vec::new(), Some(job.0)),
    };
    let sql = format!(
        "WITH found AS (
             SELECT id FROM documents
             WHERE tenant_id = $1 AND bot_id = $2 AND deleted_at > $5
                 AND (id = ANY($3) OR deleted_by_job = $4) {LOCK_ORDER})
         UPDATE documents d SET deleted_at = NULL, deleted_by_job = NULL FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id RETURNING d.id"
    );
    let values = [tx.tenant().0.into(), bot.0.into(), ids.into(), job.into(), since.into()];
    let back = ids_of(&tx.conn().query_all_raw(statement(&sql, values)).await?)?;
    chunks::show(tx, bot, &back, now).await?;
    Ok(back)
}

/// Enables or disables documents. Those that changed.
pub async fn set_enabled(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    enabled: bool,
    now: OffsetDateTime,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = format!(
        "WITH found AS (
             SELECT id FROM documents
             WHERE tenant_id = $1 AND bot_id = $2 AND id = ANY($3) AND deleted_at IS NULL AND enabled <> $4 {LOCK_ORDER})
         UPDATE documents d SET enabled = $4 FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id RETURNING d.id"
    );
    let values = [tx.tenant().0.into(), bot.0.into(), raw(ids).into(), enabled.into()];
    let changed = ids_of(&tx.conn().query_all_raw(statement(&sql, values)).await?)?;
    if enabled {
        chunks::show(tx, bot, &changed, now).await?;
    } else {
        chunks::hide(tx, bot, &changed, now).await?;
    }
    Ok(changed)
}

/// Importers' ids that come again: deleted documents that still hold them give them up, and cannot be
/// restored any more.
pub async fn give_way(tx: &TenantTx, bot: BotId, external_ids: Vec<String>) -> Result<(), DbError> {
    let sql = format!(
        "WITH found AS (
             SELECT id FROM documents
             WHERE tenant_id = $1 AND bot_id = $2 AND external_id = ANY($3) AND deleted_at IS NOT NULL {LOCK_ORDER})
         UPDATE documents d SET external_id = NULL, deleted_at = 'epoch', job_id = NULL FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id"
    );
    let values = [tx.tenant().0.into(), bot.0.into(), external_ids.into()];
    tx.conn().execute_raw(statement(&sql, values)).await?;
    Ok(())
}

/// The workspaces with documents that were deleted before this.
pub async fn tenants_to_purge(tx: &SystemTx, before: OffsetDateTime) -> Result<Vec<WorkspaceId>, DbError> {
    let sql = "SELECT DISTINCT tenant_id FROM documents WHERE deleted_at IS NOT NULL AND deleted_at <= $1";
    let rows = tx.conn().query_all_raw(statement(sql, [before.into()])).await?;
    rows.iter().map(|row| Ok(WorkspaceId(row.try_get("", "tenant_id")?))).collect()
}

/// Removes up to `limit` documents for good that were deleted before this; files that nothing refers to any
/// more are noted by a trigger. How many there were.
pub async fn purge(tx: &TenantTx, before: OffsetDateTime, limit: i64) -> Result<u64, DbError> {
    let sql = "DELETE FROM documents WHERE tenant_id = $1 AND id IN (
                   SELECT id FROM documents WHERE tenant_id = $1 AND deleted_at <= $2
                   ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)";
    let values = [tx.tenant().0.into(), before.into(), limit.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected())
}

fn raw(ids: &[DocumentId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}

fn ids_of(rows: &[QueryResult]) -> Result<Vec<DocumentId>, DbError> {
    rows.iter().map(|row| Ok(DocumentId(row.try_get("", "id")?))).collect()
}
