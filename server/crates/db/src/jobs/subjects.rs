//! What jobs are about, by name.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// The names of these documents and web sources, as far as they are still there.
pub async fn subjects(tx: &TenantTx, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = "SELECT id, name FROM documents WHERE tenant_id = $1 AND id = ANY ($2)
               UNION ALL SELECT id, name FROM sources WHERE tenant_id = $1 AND id = ANY ($2)";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), ids.to_vec().into()])).await?;
    rows.into_iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "name")?))).collect()
}
