//! Beginning a job that has ended once more.

use chatsphere_contract::ids::JobId;
use sea_orm::ConnectionTrait;
use serde_json::Value as Json;
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// How a job begins again.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    /// Items that failed and are not counted any more: they are to be done once more.
    pub forgiven: i64,
    /// Other items than before, from the first one; absent: on where it stopped.
    pub payload: Option<Json>,
}

/// Puts a job that has ended back into the queue. False: there is none, or it has not ended.
pub async fn begin_again(
    tx: &TenantTx,
    id: JobId,
    again: &Again,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE jobs SET status = 'queued', attempts = 0, error = NULL, run_at = $5, updated_at = $5,
                   done = greatest(done - $3, 0), failed = greatest(failed - $3, 0),
                   payload = coalesce($4, payload),
                   item_cursor = CASE WHEN $4 IS NULL THEN item_cursor END
               WHERE tenant_id = $1 AND id = $2 AND status IN ('done', 'failed', 'cancelled')";
    let values =
        [tx.tenant().0.into(), id.0.into(), again.forgiven.into(), again.payload.clone().into(), now.into()];
    let begun = tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0;
    super::announce(tx).await?;
    Ok(begun)
}
