//! Documents that are pages of a web source.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, SourceId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A page whose content has just come.
#[derive(Debug, Clone)]
pub struct WebDocument {
    /// Its document's id, should it be new.
    pub id: DocumentId,
    /// Title.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// As it was sent.
    pub media_type: String,
    /// Size of what was sent.
    pub size_bytes: i64,
    /// SHA-256 of what was sent.
    pub sha256: Vec<u8>,
    /// Where that is stored.
    pub object_key: String,
}

/// Adds the document of a page, to be read under `job`, with the tags that its source has now: the source is held, so
/// that a tag that is being renamed is renamed here too.
pub async fn insert_web(
    tx: &TenantTx,
    bot: BotId,
    source: SourceId,
    job: JobId,
    page: &WebDocument,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "INSERT INTO documents (tenant_id, id, job_id, name, url, media_type, size_bytes, sha256,
                   object_key, created_at, updated_at, status, bot_id, source_id, tags)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 'queued', $11, id, tags
               FROM sources WHERE tenant_id = $1 AND id = $12 FOR KEY SHARE";
    let more = [bot.0.into(), source.0.into()];
    tx.conn().execute_raw(statement(sql, written(tx, job, page, now).into_iter().chain(more))).await?;
    Ok(())
}

/// Puts new content in place of a document's old one, to be read under `job`; until that is done its old
/// passages answer. A tombstoned document is one again.
pub async fn replace_web(
    tx: &TenantTx,
    job: JobId,
    page: &WebDocument,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE documents SET job_id = $3, name = $4, url = $5, media_type = $6, size_bytes = $7,
                   sha256 = $8, object_key = $9, inline_text = NULL, status = 'queued', stage = NULL,
                   stage_done = 0, stage_total = 0, error_code = NULL, error_message = NULL,
                   tombstoned_at = NULL, updated_at = $10
               WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, written(tx, job, page, now))).await?;
    Ok(())
}

/// Has a document read again as it is stored, under `job`: it was tombstoned, or its reading did not come
/// to an end.
pub async fn reread_web(
    tx: &TenantTx,
    id: DocumentId,
    job: JobId,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE documents SET job_id = $3, status = 'queued', stage = NULL, stage_done = 0,
                   stage_total = 0, error_code = NULL, error_message = NULL, tombstoned_at = NULL,
                   updated_at = $4
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), job.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Takes documents out of every answer, and keeps them for when their pages come back.
pub async fn tombstone(
    tx: &TenantTx,
    bot: BotId,
    ids: &[DocumentId],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let raw: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let sql = "SELECT id FROM documents WHERE tenant_id = $1 AND id = ANY($2)
               ORDER BY external_id COLLATE \"C\", id FOR UPDATE";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), raw.clone().into()])).await?;
    crate::chunks::remove(tx, bot, ids, now).await?;
    let sql = "UPDATE documents SET tombstoned_at = $3, chunk_count = 0, updated_at = $3, stage = NULL,
                   status = CASE WHEN status IN ('queued', 'processing') THEN 'ready' ELSE status END
               WHERE tenant_id = $1 AND id = ANY($2) AND tombstoned_at IS NULL";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), raw.into(), now.into()])).await?;
    Ok(())
}

/// Up to `limit` documents that a job still has to read, the oldest first.
pub async fn pending_ids_of_job(tx: &TenantTx, job: JobId, limit: i64) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT id FROM documents
               WHERE tenant_id = $1 AND job_id = $2 AND status IN ('queued', 'processing')
               ORDER BY id LIMIT $3";
    let rows =
        tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), job.0.into(), limit.into()])).await?;
    rows.iter().map(|row| Ok(DocumentId(row.try_get("", "id")?))).collect()
}

/// Removes every document of a source with its passages. Where their originals are stored.
pub async fn delete_of_source(
    tx: &TenantTx,
    bot: BotId,
    source: SourceId,
    now: OffsetDateTime,
) -> Result<Vec<String>, DbError> {
    let named = || [tx.tenant().0.into(), source.0.into()];
    let sql = "SELECT id FROM documents WHERE tenant_id = $1 AND source_id = $2
               ORDER BY external_id COLLATE \"C\", id FOR UPDATE";
    let mut ids = Vec::new();
    for row in tx.conn().query_all_raw(statement(sql, named())).await? {
        ids.push(DocumentId(row.try_get("", "id")?));
    }
    if !ids.is_empty() {
        crate::chunks::remove(tx, bot, &ids, now).await?;
    }
    let sql = "DELETE FROM documents WHERE tenant_id = $1 AND source_id = $2 RETURNING object_key";
    let mut keys = Vec::new();
    for row in tx.conn().query_all_raw(statement(sql, named())).await? {
        keys.extend(row.try_get::<Option<String>>("", "object_key")?);
    }
    Ok(keys)
}

fn written(tx: &TenantTx, job: JobId, page: &WebDocument, now: OffsetDateTime) -> [sea_orm::Value; 10] {
    [
        tx.tenant().0.into(),
        page.id.0.into(),
        job.0.into(),
        page.name.as_str().into(),
        page.url.as_str().into(),
        page.media_type.as_str().into(),
        page.size_bytes.into(),
        page.sha256.clone().into(),
        page.object_key.as_str().into(),
        now.into(),
    ]
}
