//! One thing done to many documents of a bot. Each function says which it was done to; the others are gone,
//! or do not permit it.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, SourceId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx, chunks};

/// The documents named, in the order in which they are locked everywhere.
const FOUND: &str = "WITH found AS (
    SELECT id FROM documents WHERE tenant_id = $1 AND bot_id = $2 AND id = ANY($3) AND deleted_at IS NULL
    ORDER BY external_id COLLATE \"C\", id FOR UPDATE)";

/// Sets the tags of one document.
pub async fn set_tags(tx: &TenantTx, id: DocumentId, tags: &[String]) -> Result<(), DbError> {
    let sql = "UPDATE documents SET tags = $3 WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), tags.to_vec().into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Gives documents tags, as long as none has more than `most`.
pub async fn add_tags(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    tags: &[String],
    most: usize,
) -> Result<Vec<DocumentId>, DbError> {
    let all = "d.tags || ARRAY(SELECT t FROM unnest($4::text[]) AS t WHERE t <> ALL (d.tags))";
    let sql = format!(
        "{FOUND} UPDATE documents d SET tags = {all} FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id AND cardinality({all}) <= $5 RETURNING d.id"
    );
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    run(tx, &sql, bot, ids, [tags.to_vec().into(), most.into()]).await
}

/// Takes tags off documents.
pub async fn remove_tags(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    tags: &[String],
) -> Result<Vec<DocumentId>, DbError> {
    let sql = format!(
        "{FOUND} UPDATE documents d SET tags = ARRAY(
             SELECT u.t FROM unnest(d.tags) WITH ORDINALITY AS u (t, n) WHERE u.t <> ALL ($4) ORDER BY u.n)
         FROM found WHERE d.tenant_id = $1 AND d.id = found.id RETURNING d.id"
    );
    run(tx, &sql, bot, ids, [tags.to_vec().into()]).await
}

/// Takes tags off the documents of a source and gives them others, as long as none has more than `most`.
pub async fn retag_source(
    tx: &TenantTx,
    source: SourceId,
    without: &[String],
    with: &[String],
    most: usize,
) -> Result<(), DbError> {
    let kept = "ARRAY(SELECT u.t FROM unnest(d.tags) WITH ORDINALITY AS u (t, n) WHERE u.t <> ALL ($3) ORDER BY u.n)";
    let all = format!("{kept} || ARRAY(SELECT t FROM unnest($4::text[]) AS t WHERE t <> ALL (d.tags))");
    let sql = format!(
        "WITH found AS (
             SELECT id FROM documents WHERE tenant_id = $1 AND source_id = $2 AND deleted_at IS NULL
             ORDER BY external_id COLLATE \"C\", id FOR UPDATE)
         UPDATE documents d SET tags = CASE WHEN cardinality({all}) <= $5 THEN {all} ELSE {kept} END FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id"
    );
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    let values =
        [tx.tenant().0.into(), source.0.into(), without.to_vec().into(), with.to_vec().into(), most.into()];
    tx.conn().execute_raw(statement(&sql, values)).await?;
    Ok(())
}

/// Queues documents under a job that reads them once more: those whose original was kept and that are not
/// being read.
pub async fn queue_again(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    job: JobId,
    now: OffsetDateTime,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = format!(
        "{FOUND} UPDATE documents d SET status = 'queued', stage = NULL, stage_done = 0, stage_total = 0,
             error_code = NULL, error_message = NULL, job_id = $4, updated_at = $5 FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id AND d.status IN ('ready', 'failed')
             AND num_nonnulls(d.object_key, d.inline_text) = 1 RETURNING d.id"
    );
    run(tx, &sql, bot, ids, [job.0.into(), now.into()]).await
}

/// Gives documents with their passages to another bot: those that are not being read and whose importer's
/// id is free there.
pub async fn move_to(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    to: BotId,
    now: OffsetDateTime,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = format!(
        "{FOUND} UPDATE documents d SET bot_id = $4 FROM found
         WHERE d.tenant_id = $1 AND d.id = found.id AND d.status IN ('ready', 'failed')
             AND NOT EXISTS (SELECT FROM documents o WHERE o.tenant_id = $1 AND o.bot_id = $4
                 AND o.external_id = d.external_id) RETURNING d.id"
    );
    let moved = run(tx, &sql, bot, ids, [to.0.into()]).await?;
    // Both indexes change; in one order everywhere.
    if bot < to {
        chunks::hide(tx, bot, &moved, now).await?;
        chunks::show(tx, to, &moved, now).await?;
    } else {
        chunks::show(tx, to, &moved, now).await?;
        chunks::hide(tx, bot, &moved, now).await?;
    }
    Ok(moved)
}

/// What a document is called and how it stands, for saying why something was not done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub id: DocumentId,
    /// Its name.
    pub name: String,
    /// Waiting or being read.
    pub is_moving: bool,
    /// Whether its original was kept.
    pub is_kept: bool,
}

/// How these documents stand; those that are gone are absent.
pub async fn standings(tx: &TenantTx, bot: BotId, ids: &[DocumentId]) -> Result<Vec<Standing>, DbError> {
    let sql = "SELECT id, name, status IN ('queued', 'processing') AS is_moving,
                   num_nonnulls(object_key, inline_text) = 1 AS is_kept
               FROM documents WHERE tenant_id = $1 AND bot_id = $2 AND id = ANY($3) AND deleted_at IS NULL";
    let values = [tx.tenant().0.into(), bot.0.into(), raw(ids).into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Standing {
                id: DocumentId(row.try_get("", "id")?),
                name: row.try_get("", "name")?,
                is_moving: row.try_get("", "is_moving")?,
                is_kept: row.try_get("", "is_kept")?,
            })
        })
        .collect()
}

/// The next document that a job still has to read, in the order of their ids.
pub async fn next_pending(tx: &TenantTx, job: JobId) -> Result<Option<DocumentId>, DbError> {
    let sql = "SELECT id FROM documents
               WHERE tenant_id = $1 AND job_id = $2 AND status IN ('queued', 'processing') ORDER BY id LIMIT 1";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), job.0.into()])).await?;
    row.map(|row| Ok(DocumentId(row.try_get("", "id")?))).transpose()
}

/// Queues the documents that failed under a job and whose originals were kept once more, under the same
/// job. How many.
pub async fn requeue_failed_of(tx: &TenantTx, job: JobId, now: OffsetDateTime) -> Result<i64, DbError> {
    let sql = "UPDATE documents SET status = 'queued', stage = NULL, stage_done = 0, stage_total = 0,
                   error_code = NULL, error_message = NULL, updated_at = $3
               WHERE tenant_id = $1 AND job_id = $2 AND status = 'failed' AND deleted_at IS NULL
                   AND num_nonnulls(object_key, inline_text) = 1";
    let values = [tx.tenant().0.into(), job.0.into(), now.into()];
    let count = tx.conn().execute_raw(statement(sql, values)).await?.rows_affected();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How large the originals of these documents are together.
pub async fn total_bytes(tx: &TenantTx, bot: BotId, ids: &[DocumentId]) -> Result<i64, DbError> {
    let sql = "SELECT coalesce(sum(size_bytes), 0)::bigint AS bytes FROM documents
               WHERE tenant_id = $1 AND bot_id = $2 AND id = ANY($3) AND deleted_at IS NULL";
    let values = [tx.tenant().0.into(), bot.0.into(), raw(ids).into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    row.map_or(Ok(0), |row| row.try_get("", "bytes").map_err(DbError::from))
}

async fn run<const N: usize>(
    tx: &TenantTx,
    sql: &str,
    bot: BotId,
    ids: &[DocumentId],
    more: [Value; N],
) -> Result<Vec<DocumentId>, DbError> {
    let named: [Value; 3] = [tx.tenant().0.into(), bot.0.into(), raw(ids).into()];
    let rows = tx.conn().query_all_raw(statement(sql, named.into_iter().chain(more))).await?;
    rows.iter().map(|row: &QueryResult| Ok(DocumentId(row.try_get("", "id")?))).collect()
}

fn raw(ids: &[DocumentId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}
