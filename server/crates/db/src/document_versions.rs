//! What documents were before. A trigger keeps the old content whenever a document gets another one; here
//! it is listed, read, made current again, and pruned.

use chatsphere_contract::ids::{BotId, DocumentId, JobId, UserId};
use chatsphere_contract::versions::{VersionOrigin, VersionPolicy};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{Db, DbError, TenantTx};

/// A version, without its content.
#[derive(Debug, Clone)]
pub struct VersionRecord {
    /// Counted from 1.
    pub number: i32,
    /// Whether it is what the document is now.
    pub is_current: bool,
    /// Whether its passages are in use.
    pub in_use: bool,
    /// The document's name then.
    pub name: String,
    /// By content.
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// How it came.
    pub origin: VersionOrigin,
    /// The name of who brought it.
    pub made_by: Option<String>,
    /// When it came.
    pub made_at: OffsetDateTime,
    /// When the next one came.
    pub replaced_at: Option<OffsetDateTime>,
    /// A snapshot holds it.
    pub held: bool,
}

/// A version's content and where it is.
#[derive(Debug, Clone)]
pub struct VersionContent {
    /// Counted from 1.
    pub number: i32,
    /// The document's name then.
    pub name: String,
    /// Where the original could be read then.
    pub url: Option<String>,
    /// By content.
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// Names the content.
    pub sha256: Vec<u8>,
    /// Where the object store has it, or
    pub object_key: Option<String>,
    /// the text itself. Neither: it was refused on arrival.
    pub inline_text: Option<String>,
}

/// Who put a content there, and how.
#[derive(Debug, Clone, Copy)]
pub struct Credit {
    /// How it came.
    pub origin: VersionOrigin,
    /// Who brought it.
    pub by: Option<UserId>,
}

const ORIGIN: &str = "coalesce(version_origin, CASE WHEN external_id IS NOT NULL THEN 'import'
    WHEN url IS NOT NULL THEN 'page' ELSE 'upload' END)";

/// The versions of a document, newest first, the present one among them.
pub async fn list(tx: &TenantTx, document: DocumentId) -> Result<Vec<VersionRecord>, DbError> {
    let sql = format!(
        "SELECT v.*, u.name AS author FROM (
             SELECT version AS number, true AS is_current, name, media_type, size_bytes, {ORIGIN} AS origin,
                 version_by AS made_by, coalesce(version_at, created_at) AS made_at,
                 NULL::timestamptz AS replaced_at,
                 chunk_count > 0 AND coalesce(indexed_version, version) = version AS in_use,
                 EXISTS (SELECT FROM snapshot_documents s WHERE s.tenant_id = documents.tenant_id
                     AND s.document_id = documents.id AND s.number = documents.version) AS held
             FROM documents WHERE tenant_id = $1 AND id = $2
             UNION ALL
             SELECT o.number, false, o.name, o.media_type, o.size_bytes,
                 coalesce(o.origin, CASE WHEN d.external_id IS NOT NULL THEN 'import'
                     WHEN o.url IS NOT NULL THEN 'page' ELSE 'upload' END),
                 o.made_by, o.made_at, o.replaced_at,
                 d.chunk_count > 0 AND d.indexed_version = o.number,
                 EXISTS (SELECT FROM snapshot_documents s WHERE s.tenant_id = o.tenant_id
                     AND s.document_id = o.document_id AND s.number = o.number)
             FROM document_versions o JOIN documents d ON d.tenant_id = o.tenant_id AND d.id = o.document_id
             WHERE o.tenant_id = $1 AND o.document_id = $2
         ) v LEFT JOIN users u ON u.id = v.made_by
         ORDER BY v.number DESC LIMIT 1001"
    );
    let values = [tx.tenant().0.into(), document.0.into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().map(record).collect()
}

/// A version's content; without a number the present one's.
pub async fn content(
    tx: &TenantTx,
    document: DocumentId,
    number: Option<i32>,
) -> Result<Option<VersionContent>, DbError> {
    let columns = "name, url, media_type, size_bytes, sha256, object_key, inline_text";
    let sql = format!(
        "SELECT version AS number, {columns} FROM documents
         WHERE tenant_id = $1 AND id = $2 AND ($3::int IS NULL OR version = $3)
         UNION ALL
         SELECT number, {columns} FROM document_versions
         WHERE tenant_id = $1 AND document_id = $2 AND number = $3"
    );
    let values = [tx.tenant().0.into(), document.0.into(), number.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(version_content).transpose()
}

/// Keeps an old version from being pruned until the transaction ends. False: there is none.
pub async fn hold(tx: &TenantTx, document: DocumentId, number: i32) -> Result<bool, DbError> {
    let sql = "SELECT number FROM document_versions
               WHERE tenant_id = $1 AND document_id = $2 AND number = $3 FOR SHARE";
    let values = [tx.tenant().0.into(), document.0.into(), number.into()];
    Ok(tx.conn().query_one_raw(statement(sql, values)).await?.is_some())
}

/// Gives a document another content, to be read under `job`. Its passages stay in use until the new ones
/// are ready. False: the document is gone.
pub async fn put(
    tx: &TenantTx,
    bot: BotId,
    document: DocumentId,
    content: &VersionContent,
    job: JobId,
    credit: Credit,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE documents SET name = $4, url = $5, media_type = $6, size_bytes = $7, sha256 = $8,
                   object_key = $9, inline_text = $10, status = 'queued', stage = NULL, stage_done = 0,
                   stage_total = 0, error_code = NULL, error_message = NULL, job_id = $11, updated_at = $12
               WHERE tenant_id = $1 AND id = $2 AND bot_id = $3";
    let values = [
        tx.tenant().0.into(),
        document.0.into(),
        bot.0.into(),
        content.name.as_str().into(),
        content.url.clone().into(),
        content.media_type.as_str().into(),
        content.size_bytes.into(),
        content.sha256.clone().into(),
        content.object_key.clone().into(),
        content.inline_text.clone().into(),
        job.0.into(),
        now.into(),
    ];
    if tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() == 0 {
        return Ok(false);
    }
    self::credit(tx, &[document], credit).await?;
    Ok(true)
}

/// Writes down who brought the present content of documents, and how.
pub async fn credit(tx: &TenantTx, documents: &[DocumentId], credit: Credit) -> Result<(), DbError> {
    let sql =
        "UPDATE documents SET version_origin = $3, version_by = $4 WHERE tenant_id = $1 AND id = ANY($2)";
    let ids: Vec<Uuid> = documents.iter().map(|id| id.0).collect();
    let values = [
        tx.tenant().0.into(),
        ids.into(),
        credit.origin.as_str().into(),
        credit.by.map(|user| user.0).into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Counts a download and writes down whose it was.
pub async fn record_download(
    tx: &TenantTx,
    id: Uuid,
    document: DocumentId,
    version: i32,
    (actor, user): (&str, Option<UserId>),
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE documents SET download_count = download_count + 1, last_downloaded_at = $3
               WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), document.0.into(), now.into()])).await?;
    let sql = "INSERT INTO document_downloads (tenant_id, id, document_id, version, actor, user_id, at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        tx.tenant().0.into(),
        id.into(),
        document.0.into(),
        version.into(),
        actor.into(),
        user.map(|user| user.0).into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// How many old versions this workspace keeps.
pub async fn policy(tx: &TenantTx) -> Result<VersionPolicy, DbError> {
    let sql = "SELECT keep_versions, keep_days FROM version_policies WHERE tenant_id = $1";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into()])).await?;
    row.map_or(Ok(VersionPolicy::default()), |row| {
        Ok(VersionPolicy {
            keep_versions: row.try_get("", "keep_versions")?,
            keep_days: row.try_get("", "keep_days")?,
        })
    })
}

/// Sets it.
pub async fn set_policy(tx: &TenantTx, policy: VersionPolicy, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "INSERT INTO version_policies (tenant_id, keep_versions, keep_days, updated_at)
               VALUES ($1, $2, $3, $4)
               ON CONFLICT (tenant_id) DO UPDATE SET keep_versions = excluded.keep_versions,
                   keep_days = excluded.keep_days, updated_at = excluded.updated_at";
    let values = [tx.tenant().0.into(), policy.keep_versions.into(), policy.keep_days.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Workspaces that have old versions at all.
pub async fn tenants_with_versions(db: &Db) -> Result<Vec<chatsphere_contract::ids::WorkspaceId>, DbError> {
    let tx = db.system().await?;
    let sql = "SELECT DISTINCT tenant_id FROM document_versions";
    let rows = tx.conn().query_all_raw(statement(sql, [])).await?;
    tx.commit().await?;
    rows.iter().map(|row| Ok(chatsphere_contract::ids::WorkspaceId(row.try_get("", "tenant_id")?))).collect()
}

/// Forgets versions beyond the workspace's policy, but none that answers are given from and none that a
/// snapshot holds. How many went.
pub async fn prune(tx: &TenantTx, policy: VersionPolicy, now: OffsetDateTime) -> Result<u64, DbError> {
    let sql = "DELETE FROM document_versions v USING (
                   SELECT document_id, number, replaced_at,
                       row_number() OVER (PARTITION BY document_id ORDER BY number DESC) AS place
                   FROM document_versions WHERE tenant_id = $1) r
               WHERE v.tenant_id = $1 AND v.document_id = r.document_id AND v.number = r.number
                   AND (r.place > $2 OR ($3::int IS NOT NULL AND r.replaced_at < $4 - make_interval(days => $3)))
                   AND NOT EXISTS (SELECT FROM documents d WHERE d.tenant_id = $1 AND d.id = v.document_id
                       AND d.chunk_count > 0 AND d.indexed_version = v.number)
                   AND NOT EXISTS (SELECT FROM snapshot_documents s WHERE s.tenant_id = $1
                       AND s.document_id = v.document_id AND s.number = v.number)";
    let values =
        [tx.tenant().0.into(), i64::from(policy.keep_versions).into(), policy.keep_days.into(), now.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected())
}

fn record(row: &QueryResult) -> Result<VersionRecord, DbError> {
    let origin: String = row.try_get("", "origin")?;
    Ok(VersionRecord {
        number: row.try_get("", "number")?,
        is_current: row.try_get("", "is_current")?,
        in_use: row.try_get::<Option<bool>>("", "in_use")?.unwrap_or_default(),
        name: row.try_get("", "name")?,
        media_type: row.try_get("", "media_type")?,
        size_bytes: row.try_get("", "size_bytes")?,
        origin: VersionOrigin::parse(&origin)
            .ok_or_else(|| DbError::Corrupt(format!("origin {origin} of a version")))?,
        made_by: row.try_get("", "author")?,
        made_at: row.try_get("", "made_at")?,
        replaced_at: row.try_get("", "replaced_at")?,
        held: row.try_get("", "held")?,
    })
}

pub(crate) fn version_content(row: &QueryResult) -> Result<VersionContent, DbError> {
    Ok(VersionContent {
        number: row.try_get("", "number")?,
        name: row.try_get("", "name")?,
        url: row.try_get("", "url")?,
        media_type: row.try_get("", "media_type")?,
        size_bytes: row.try_get("", "size_bytes")?,
        sha256: row.try_get("", "sha256")?,
        object_key: row.try_get("", "object_key")?,
        inline_text: row.try_get("", "inline_text")?,
    })
}
