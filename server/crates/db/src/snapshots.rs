//! A bot's whole knowledge at one moment, by name.
//!
//! A snapshot holds the contents by itself (imported texts as they were, files by their key in the object
//! store), so that neither retention nor the deleting of a document takes anything from it.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, SnapshotId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::document_versions::{VersionContent, version_content};
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A snapshot.
#[derive(Debug, Clone)]
pub struct SnapshotRecord {
    /// Id.
    pub id: SnapshotId,
    /// The bot whose knowledge it is.
    pub bot: BotId,
    /// Its name.
    pub name: String,
    /// Documents in it.
    pub documents: i64,
    /// Size of their originals.
    pub size_bytes: i64,
    /// The name of who made it.
    pub made_by: Option<String>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last restored.
    pub restored_at: Option<OffsetDateTime>,
    /// The job that restores it, or did last.
    pub restore_job: Option<JobId>,
}

/// A document as a snapshot holds it.
#[derive(Debug, Clone)]
pub struct SnapshotDocument {
    /// The document.
    pub id: DocumentId,
    /// The importer's id.
    pub external_id: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// When it first came.
    pub created_at: OffsetDateTime,
    /// Its content.
    pub content: VersionContent,
}

/// Takes a snapshot of all documents of a bot whose original is kept.
pub async fn create(
    tx: &TenantTx,
    bot: BotId,
    id: SnapshotId,
    name: &str,
    by: Option<UserId>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql =
        "INSERT INTO snapshots (tenant_id, id, bot_id, name, documents, size_bytes, made_by, created_at)
               SELECT $1, $2, $3, $4, count(*), coalesce(sum(size_bytes), 0)::bigint, $5, $6 FROM documents
               WHERE tenant_id = $1 AND bot_id = $3 AND deleted_at IS NULL
                   AND num_nonnulls(object_key, inline_text) = 1";
    let values = [
        tx.tenant().0.into(),
        id.0.into(),
        bot.0.into(),
        name.into(),
        by.map(|user| user.0).into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    let sql =
        "INSERT INTO snapshot_documents (tenant_id, snapshot_id, document_id, number, name, external_id, url,
                   media_type, size_bytes, sha256, object_key, inline_text, tags, created_at)
               SELECT $1, $2, id, version, name, external_id, url, media_type, size_bytes, sha256, object_key,
                   inline_text, tags, created_at FROM documents
               WHERE tenant_id = $1 AND bot_id = $3 AND deleted_at IS NULL
                   AND num_nonnulls(object_key, inline_text) = 1";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into(), bot.0.into()])).await?;
    Ok(())
}

/// A bot's snapshots, newest first.
pub async fn list(tx: &TenantTx, bot: BotId) -> Result<Vec<SnapshotRecord>, DbError> {
    let sql = "SELECT s.*, u.name AS author FROM snapshots s LEFT JOIN users u ON u.id = s.made_by
               WHERE s.tenant_id = $1 AND s.bot_id = $2 ORDER BY s.created_at DESC, s.id DESC";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    rows.iter().map(record).collect()
}

/// A snapshot of this bot, held to the end of the transaction.
pub async fn find(tx: &TenantTx, bot: BotId, id: SnapshotId) -> Result<Option<SnapshotRecord>, DbError> {
    let sql = "SELECT s.*, (SELECT name FROM users u WHERE u.id = s.made_by) AS author FROM snapshots s
               WHERE s.tenant_id = $1 AND s.bot_id = $2 AND s.id = $3 FOR UPDATE OF s";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into()];
    tx.conn().query_one_raw(statement(sql, values)).await?.as_ref().map(record).transpose()
}

/// Says which job restores it.
pub async fn set_restore_job(
    tx: &TenantTx,
    id: SnapshotId,
    job: JobId,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE snapshots SET restore_job = $3, restored_at = $4 WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), job.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Removes a snapshot. False: it is gone.
pub async fn delete(tx: &TenantTx, bot: BotId, id: SnapshotId) -> Result<bool, DbError> {
    let sql = "DELETE FROM snapshots WHERE tenant_id = $1 AND bot_id = $2 AND id = $3";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Up to `limit` documents of a snapshot in the order of their ids, after the one named.
pub async fn documents(
    tx: &TenantTx,
    id: SnapshotId,
    after: Option<DocumentId>,
    limit: i64,
) -> Result<Vec<SnapshotDocument>, DbError> {
    let sql =
        "SELECT document_id, number, name, external_id, url, media_type, size_bytes, sha256, object_key,
                   inline_text, tags, created_at
               FROM snapshot_documents
               WHERE tenant_id = $1 AND snapshot_id = $2 AND ($3::uuid IS NULL OR document_id > $3)
               ORDER BY document_id LIMIT $4";
    let values = [tx.tenant().0.into(), id.0.into(), after.map(|document| document.0).into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(SnapshotDocument {
                id: DocumentId(row.try_get("", "document_id")?),
                external_id: row.try_get("", "external_id")?,
                tags: row.try_get("", "tags")?,
                created_at: row.try_get("", "created_at")?,
                content: version_content(row)?,
            })
        })
        .collect()
}

/// Documents of the bot that the snapshot does not have.
pub async fn newcomers(
    tx: &TenantTx,
    bot: BotId,
    id: SnapshotId,
    limit: i64,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT d.id FROM documents d WHERE d.tenant_id = $1 AND d.bot_id = $2 AND d.deleted_at IS NULL
                   AND NOT EXISTS (
                   SELECT FROM snapshot_documents s
                   WHERE s.tenant_id = $1 AND s.snapshot_id = $3 AND s.document_id = d.id)
               ORDER BY d.id LIMIT $4";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(DocumentId(row.try_get("", "id")?))).collect()
}

/// Adds a document that is gone as the snapshot has it, to be read under `job`.
pub async fn revive(
    tx: &TenantTx,
    bot: BotId,
    document: &SnapshotDocument,
    job: JobId,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let content = &document.content;
    let sql = "INSERT INTO documents (tenant_id, id, bot_id, name, external_id, url, media_type, size_bytes,
                   sha256, object_key, inline_text, status, tags, job_id, created_at, updated_at, version)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14, $15, $16)
               ON CONFLICT DO NOTHING";
    let values = [
        tx.tenant().0.into(),
        document.id.0.into(),
        bot.0.into(),
        content.name.as_str().into(),
        document.external_id.clone().into(),
        content.url.clone().into(),
        content.media_type.as_str().into(),
        content.size_bytes.into(),
        content.sha256.clone().into(),
        content.object_key.clone().into(),
        content.inline_text.clone().into(),
        document.tags.clone().into(),
        job.0.into(),
        document.created_at.into(),
        now.into(),
        content.number.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

fn record(row: &QueryResult) -> Result<SnapshotRecord, DbError> {
    Ok(SnapshotRecord {
        id: SnapshotId(row.try_get("", "id")?),
        bot: BotId(row.try_get("", "bot_id")?),
        name: row.try_get("", "name")?,
        documents: row.try_get("", "documents")?,
        size_bytes: row.try_get("", "size_bytes")?,
        made_by: row.try_get("", "author")?,
        created_at: row.try_get("", "created_at")?,
        restored_at: row.try_get("", "restored_at")?,
        restore_job: row.try_get::<Option<uuid::Uuid>>("", "restore_job")?.map(JobId),
    })
}
