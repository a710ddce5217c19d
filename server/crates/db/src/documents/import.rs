//! Documents that come by import: many at once, known by the importer's own ids.

use std::collections::HashSet;

use chatsphere_contract::ids::{BotId, DocumentId, JobId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A line of an import, ready to be stored.
#[derive(Debug, Clone)]
pub struct ImportedDocument {
    /// Its id, should it be new.
    pub id: DocumentId,
    /// The importer's id.
    pub external_id: String,
    /// Title.
    pub title: String,
    /// Plain text or Markdown.
    pub text: String,
    /// Where the original can be read.
    pub url: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// SHA-256 of all of the above.
    pub sha256: Vec<u8>,
}

/// A document that an import job still has to bring in.
#[derive(Debug, Clone)]
pub struct PendingDocument {
    /// Id.
    pub id: DocumentId,
    /// Title.
    pub name: String,
    /// The text.
    pub text: String,
    /// Which version of it this is.
    pub sha256: Vec<u8>,
}

/// Separates the labels of one line; it cannot occur in a label.
const TAG_SEPARATOR: &str = "\u{1f}";

/// Of these lines, the external ids of those that are in the index just as they are, made by `embedder`:
/// there is nothing to do for them.
pub async fn unchanged(
    tx: &TenantTx,
    bot: BotId,
    lines: &[ImportedDocument],
    embedder: Option<&str>,
) -> Result<HashSet<String>, DbError> {
    let sql = "SELECT d.external_id FROM unnest($3::text[], $4::bytea[]) AS line (external_id, sha256)
               JOIN documents d ON d.tenant_id = $1 AND d.bot_id = $2 AND d.external_id = line.external_id
               WHERE d.status = 'ready' AND d.deleted_at IS NULL AND d.sha256 = line.sha256 AND NOT EXISTS (
                   SELECT FROM chunks c WHERE c.tenant_id = $1 AND c.document_id = d.id
                       AND c.embedder IS DISTINCT FROM $5 AND NOT EXISTS (
                           SELECT FROM chunk_vectors v
                           WHERE v.tenant_id = $1 AND v.chunk_id = c.id AND v.embedder = $5))";
    let external_ids: Vec<String> = lines.iter().map(|line| line.external_id.clone()).collect();
    let hashes: Vec<Vec<u8>> = lines.iter().map(|line| line.sha256.clone()).collect();
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        external_ids.into(),
        hashes.into(),
        embedder.map(str::to_owned).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "external_id").map_err(DbError::from)).collect()
}

/// Queues documents under an import job; one with the same external id is replaced, and answers from its
/// old passages until the new ones are ready. No external id may occur twice in `lines`.
pub async fn replace(
    tx: &TenantTx,
    bot: BotId,
    job: JobId,
    lines: &[&ImportedDocument],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    // In one order everywhere, so that two imports of the same documents do not wait for each other in a circle.
    let mut lines = lines.to_vec();
    lines.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    super::removal::give_way(tx, bot, lines.iter().map(|line| line.external_id.clone()).collect()).await?;
    let sql = "INSERT INTO documents (tenant_id, bot_id, job_id, id, external_id, name, inline_text,
                   media_type, size_bytes, sha256, url, tags, status, created_at, updated_at)
               SELECT $1, $2, $3, line.id, line.external_id, line.name, line.inline_text, 'text/markdown',
                   octet_length(line.inline_text), line.sha256, nullif(line.url, ''),
                   string_to_array(line.tags, E'\\x1f'), 'queued', $11, $11
               FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[], $10::text[])
                   AS line (id, external_id, name, inline_text, sha256, url, tags)
               ON CONFLICT (tenant_id, bot_id, external_id) WHERE external_id IS NOT NULL
               DO UPDATE SET name = excluded.name, url = excluded.url, media_type = excluded.media_type,
                   size_bytes = excluded.size_bytes, sha256 = excluded.sha256, object_key = NULL,
                   inline_text = excluded.inline_text, tags = excluded.tags, status = 'queued',
                   stage = NULL, stage_done = 0, stage_total = 0, error_code = NULL, error_message = NULL,
                   job_id = excluded.job_id, updated_at = excluded.updated_at";
    let texts = |get: fn(&ImportedDocument) -> &str| -> Vec<String> {
        lines.iter().map(|line| get(line).to_owned()).collect()
    };
    let ids: Vec<Uuid> = lines.iter().map(|line| line.id.0).collect();
    let hashes: Vec<Vec<u8>> = lines.iter().map(|line| line.sha256.clone()).collect();
    let tags: Vec<String> = lines.iter().map(|line| line.tags.join(TAG_SEPARATOR)).collect();
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        job.0.into(),
        ids.into(),
        texts(|line| &line.external_id).into(),
        texts(|line| &line.title).into(),
        texts(|line| &line.text).into(),
        hashes.into(),
        texts(|line| line.url.as_deref().unwrap_or_default()).into(),
        tags.into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// How many documents a job still has to bring in.
pub async fn pending_count(tx: &TenantTx, job: JobId) -> Result<i64, DbError> {
    let sql = "SELECT count(*) AS pending FROM documents
               WHERE tenant_id = $1 AND job_id = $2 AND status IN ('queued', 'processing')";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), job.0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "pending").map_err(DbError::from))
}

/// The next documents that an import job has to bring in: at most `limit`, and after the first no more
/// than `text_bytes` of text.
pub async fn pending_of_job(
    tx: &TenantTx,
    job: JobId,
    limit: i64,
    text_bytes: i64,
) -> Result<Vec<PendingDocument>, DbError> {
    let sql = "SELECT d.id, d.name, coalesce(d.inline_text, '') AS inline_text, d.sha256 FROM (
                   SELECT id, size_bytes, sum(size_bytes) OVER (ORDER BY id) AS bytes_before_and_own
                   FROM (SELECT id, size_bytes FROM documents
                         WHERE tenant_id = $1 AND job_id = $2 AND status IN ('queued', 'processing')
                         ORDER BY id LIMIT $3) next
               ) fitting
               JOIN documents d ON d.tenant_id = $1 AND d.id = fitting.id
               WHERE fitting.bytes_before_and_own - fitting.size_bytes <= $4
               ORDER BY d.id";
    let values = [tx.tenant().0.into(), job.0.into(), limit.into(), text_bytes.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(PendingDocument {
                id: DocumentId(row.try_get("", "id")?),
                name: row.try_get("", "name")?,
                text: row.try_get("", "inline_text")?,
                sha256: row.try_get("", "sha256")?,
            })
        })
        .collect()
}
