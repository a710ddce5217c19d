//! Files in the object store: what is cached for previews, and what has lost its last reference.

use chatsphere_contract::ids::WorkspaceId;
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{Db, DbError, TenantTx};

/// Where the object store has what was made from a content, if it does.
pub async fn find_preview(tx: &TenantTx, sha256: &[u8], kind: &str) -> Result<Option<String>, DbError> {
    let sql = "SELECT object_key FROM previews WHERE tenant_id = $1 AND sha256 = $2 AND kind = $3";
    let values = [tx.tenant().0.into(), sha256.to_vec().into(), kind.into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    row.map(|row| row.try_get("", "object_key").map_err(DbError::from)).transpose()
}

/// Writes down what was made from a content.
pub async fn save_preview(
    tx: &TenantTx,
    sha256: &[u8],
    kind: &str,
    object_key: &str,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "INSERT INTO previews (tenant_id, sha256, kind, object_key, created_at)
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, sha256, kind) DO NOTHING";
    let values = [tx.tenant().0.into(), sha256.to_vec().into(), kind.into(), object_key.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Forgets what was made from contents that no document and no version has any more, or longer ago than
/// `before`: it is made again when somebody looks. The files become orphans.
pub async fn prune_previews(tx: &TenantTx, before: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM previews p WHERE p.tenant_id = $1 AND (p.created_at < $2 OR NOT EXISTS (
                   SELECT FROM documents d WHERE d.tenant_id = $1 AND d.sha256 = p.sha256
                   UNION ALL
                   SELECT FROM document_versions v WHERE v.tenant_id = $1 AND v.sha256 = p.sha256))";
    let values = [tx.tenant().0.into(), before.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected())
}

/// Workspaces with files that lost a reference.
pub async fn tenants_with_orphans(db: &Db) -> Result<Vec<WorkspaceId>, DbError> {
    let tx = db.system().await?;
    let rows =
        tx.conn().query_all_raw(statement("SELECT DISTINCT tenant_id FROM orphaned_objects", [])).await?;
    tx.commit().await?;
    rows.iter().map(|row| Ok(WorkspaceId(row.try_get("", "tenant_id")?))).collect()
}

/// Files that lost a reference, with whether another one is left; others who clear away skip them until
/// the transaction ends.
pub async fn orphans(tx: &TenantTx, limit: i64) -> Result<Vec<(String, bool)>, DbError> {
    let sql = "SELECT o.object_key,
                   EXISTS (SELECT FROM documents x WHERE x.tenant_id = $1 AND x.object_key = o.object_key)
                   OR EXISTS (SELECT FROM document_versions x WHERE x.tenant_id = $1 AND x.object_key = o.object_key)
                   OR EXISTS (SELECT FROM snapshot_documents x WHERE x.tenant_id = $1 AND x.object_key = o.object_key)
                   OR EXISTS (SELECT FROM previews x WHERE x.tenant_id = $1 AND x.object_key = o.object_key)
                   AS is_used
               FROM orphaned_objects o WHERE o.tenant_id = $1 ORDER BY o.since LIMIT $2
               FOR UPDATE OF o SKIP LOCKED";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), limit.into()])).await?;
    rows.iter().map(|row| Ok((row.try_get("", "object_key")?, row.try_get("", "is_used")?))).collect()
}

/// Of these files, those that something still refers to.
pub async fn still_used(tx: &TenantTx, keys: &[String]) -> Result<Vec<String>, DbError> {
    let sql = "SELECT k AS object_key FROM unnest($2::text[]) k WHERE
                   EXISTS (SELECT FROM documents x WHERE x.tenant_id = $1 AND x.object_key = k)
                   OR EXISTS (SELECT FROM document_versions x WHERE x.tenant_id = $1 AND x.object_key = k)
                   OR EXISTS (SELECT FROM snapshot_documents x WHERE x.tenant_id = $1 AND x.object_key = k)";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), keys.to_vec().into()])).await?;
    rows.iter().map(|row| row.try_get("", "object_key").map_err(DbError::from)).collect()
}

/// Takes files off the list of orphans: they are removed, or still in use.
pub async fn settle_orphans(tx: &TenantTx, keys: &[String]) -> Result<(), DbError> {
    let sql = "DELETE FROM orphaned_objects WHERE tenant_id = $1 AND object_key = ANY($2)";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), keys.to_vec().into()])).await?;
    Ok(())
}
