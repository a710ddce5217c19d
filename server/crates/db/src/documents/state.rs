//! A document's way: queued, processing by stages, failed, queued again. `chunks::replace` makes it ready.

use chatsphere_contract::documents::IngestStage;
use chatsphere_contract::ids::{BotId, DocumentId, JobId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Says how far a document is. False: it is gone, or another job has it now.
pub async fn set_stage(
    tx: &TenantTx,
    id: DocumentId,
    job: JobId,
    stage: IngestStage,
    done: i64,
    total: i64,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE documents SET status = 'processing', stage = $4, stage_done = $5, stage_total = $6,
                   error_code = NULL, error_message = NULL, updated_at = $7
               WHERE tenant_id = $1 AND id = $2 AND job_id = $3 AND status IN ('queued', 'processing')";
    let values = [
        tx.tenant().0.into(),
        id.0.into(),
        job.0.into(),
        stage.as_str().into(),
        done.into(),
        total.into(),
        now.into(),
    ];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Ends a document badly. Passages of an earlier version stay in use. False: it is gone, or another job
/// has it now.
pub async fn mark_failed(
    tx: &TenantTx,
    id: DocumentId,
    job: JobId,
    code: &str,
    message: &str,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE documents SET status = 'failed', stage = NULL, stage_done = 0, stage_total = 0,
                   error_code = $4, error_message = $5, updated_at = $6
               WHERE tenant_id = $1 AND id = $2 AND job_id = $3 AND status IN ('queued', 'processing')";
    let values = [tx.tenant().0.into(), id.0.into(), job.0.into(), code.into(), message.into(), now.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Queues a document that failed under a new job. False: it is gone, has not failed, or its original was
/// not kept.
pub async fn requeue(
    tx: &TenantTx,
    bot: BotId,
    id: DocumentId,
    job: JobId,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE documents SET status = 'queued', stage = NULL, stage_done = 0, stage_total = 0,
                   error_code = NULL, error_message = NULL, job_id = $4, updated_at = $5
               WHERE tenant_id = $1 AND bot_id = $2 AND id = $3 AND status = 'failed' AND deleted_at IS NULL
                   AND num_nonnulls(object_key, inline_text) = 1";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into(), job.0.into(), now.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}
