//! Documents of a bot: where each is on its way into the index, and what it was made from.

mod bulk;
mod filter;
mod import;
mod removal;
mod state;
mod web;

use chatsphere_contract::documents::{DocumentStatus, IngestStage};
use chatsphere_contract::ids::{BotId, DocumentId, JobId, SourceId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use time::OffsetDateTime;

pub use self::bulk::{
    Standing, add_tags, move_to, next_pending, queue_again, remove_tags, requeue_failed_of, retag_source,
    set_tags, standings, total_bytes,
};
pub use self::filter::{
    DocumentFilter, Stretch, all_ids, count, ids_in_use, matching, media_types, next_ids,
};
pub use self::import::{
    ImportedDocument, PendingDocument, pending_count, pending_of_job, replace, unchanged,
};
pub use self::removal::{Deleted, purge, restore, set_enabled, soft_delete, tenants_to_purge};
pub use self::state::{mark_failed, requeue, set_stage};
pub use self::web::{
    WebDocument, delete_of_source, insert_web, pending_ids_of_job, replace_web, reread_web, tombstone,
};

use crate::entities::documents;
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Id.
    pub id: DocumentId,
    /// The bot it belongs to.
    pub bot: BotId,
    /// File name, or the title that an import gave it.
    pub name: String,
    /// What the document calls itself, if it does.
    pub title: Option<String>,
    /// The importer's own id.
    pub external_id: Option<String>,
    /// Where the original can be read.
    pub url: Option<String>,
    /// By content.
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// SHA-256 of the original.
    pub sha256: Vec<u8>,
    /// Where the object store has the original; absent for an import and for a file that was refused.
    pub object_key: Option<String>,
    /// State.
    pub status: DocumentStatus,
    /// The step, while it is processed.
    pub stage: Option<IngestStage>,
    /// Units of the step done.
    pub stage_done: i64,
    /// Units of the step in all.
    pub stage_total: i64,
    /// Why it failed: the word and the sentence.
    pub error: Option<(String, String)>,
    /// Passages in use.
    pub chunk_count: i64,
    /// Pages, where the format has them.
    pub pages: Option<i64>,
    /// Pages, from 1, that are pictures nobody could read.
    pub unread_pages: Vec<i32>,
    /// ISO 639-1, detected.
    pub language: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// The job that brings it in, or brought it in last.
    pub job: Option<JobId>,
    /// Counts its contents, from 1.
    pub version: i32,
    /// The version that its passages are made from, if any are in use.
    pub indexed_version: Option<i32>,
    /// Changed passages that the newest version no longer has.
    pub lost_edits: i32,
    /// How often the original was taken away.
    pub downloads: i64,
    /// When it last was.
    pub last_downloaded_at: Option<OffsetDateTime>,
    /// Off: no answer uses it.
    pub enabled: bool,
    /// The web source that it is a page of.
    pub source: Option<SourceId>,
    /// Since when its page is gone, and it with it from every answer.
    pub tombstoned_at: Option<OffsetDateTime>,
    /// When it came.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// A document to add.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Id.
    pub id: DocumentId,
    /// File name.
    pub name: String,
    /// By content.
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// SHA-256 of the original.
    pub sha256: Vec<u8>,
    /// What was kept, and what happens to it.
    pub arrival: Arrival,
}

/// What became of a file on arrival.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// It is kept under `object_key`, and `job` will read it.
    Stored {
        /// Where.
        object_key: String,
        /// Who.
        job: JobId,
    },
    /// It cannot be read, and is not kept.
    Refused {
        /// Stable word.
        code: String,
        /// What is wrong and what to do.
        message: String,
    },
}

/// Adds documents to a bot; a bot that is gone is [`DbError::MissingReference`].
pub async fn insert_many(
    tx: &TenantTx,
    bot: BotId,
    new: &[NewDocument],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(|document| active(tx, bot, document, now));
    documents::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The document with this id.
pub async fn find(tx: &TenantTx, id: DocumentId) -> Result<Option<DocumentRecord>, DbError> {
    let found = documents::Entity::find_by_id((tx.tenant().0, id.0))
        .filter(documents::Column::DeletedAt.is_null())
        .one(tx.conn())
        .await?;
    found.map(record).transpose()
}

/// The same, also when it is deleted but may still be restored.
pub async fn find_even_deleted(tx: &TenantTx, id: DocumentId) -> Result<Option<DocumentRecord>, DbError> {
    documents::Entity::find_by_id((tx.tenant().0, id.0)).one(tx.conn()).await?.map(record).transpose()
}

/// The document that an importer knows by this id.
pub async fn find_by_external_id(
    tx: &TenantTx,
    bot: BotId,
    external_id: &str,
) -> Result<Option<DocumentRecord>, DbError> {
    let found = documents::Entity::find()
        .filter(documents::Column::TenantId.eq(tx.tenant().0))
        .filter(documents::Column::BotId.eq(bot.0))
        .filter(documents::Column::ExternalId.eq(external_id))
        .filter(documents::Column::DeletedAt.is_null())
        .one(tx.conn())
        .await?;
    found.map(record).transpose()
}

/// The imported text of a document; `None` for one that is in the object store, or gone.
pub async fn inline_text(tx: &TenantTx, id: DocumentId) -> Result<Option<String>, DbError> {
    let sql = "SELECT inline_text FROM documents WHERE tenant_id = $1 AND id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.map_or(Ok(None), |row| row.try_get("", "inline_text").map_err(DbError::from))
}

/// Where the object store has the originals of a bot.
pub async fn object_keys(tx: &TenantTx, bot: BotId) -> Result<Vec<String>, DbError> {
    let sql = "SELECT object_key FROM documents
               WHERE tenant_id = $1 AND bot_id = $2 AND object_key IS NOT NULL ORDER BY id";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    rows.iter().map(|row| row.try_get("", "object_key").map_err(DbError::from)).collect()
}

/// Removes a document and its passages, and logs the removal for the indexes in memory. The record as
/// it was; `None`: it is gone already.
pub async fn delete(
    tx: &TenantTx,
    bot: BotId,
    id: DocumentId,
    now: OffsetDateTime,
) -> Result<Option<DocumentRecord>, DbError> {
    let found = documents::Entity::find_by_id((tx.tenant().0, id.0))
        .filter(documents::Column::BotId.eq(bot.0))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    let Some(found) = found else { return Ok(None) };
    if found.chunk_count > 0 {
        crate::chunks::remove(tx, bot, &[id], now).await?;
    }
    documents::Entity::delete_by_id((tx.tenant().0, id.0)).exec(tx.conn()).await?;
    record(found).map(Some)
}

fn active(tx: &TenantTx, bot: BotId, new: &NewDocument, now: OffsetDateTime) -> documents::ActiveModel {
    let (status, object_key, job, error) = match &new.arrival {
        Arrival::Stored { object_key, job } => {
            (DocumentStatus::Queued, Some(object_key.clone()), Some(job.0), None)
        }
        Arrival::Refused { code, message } => {
            (DocumentStatus::Failed, None, None, Some((code.clone(), message.clone())))
        }
    };
    let (error_code, error_message) = error.unzip();
    documents::ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(new.id.0),
        bot_id: Set(bot.0),
        name: Set(new.name.clone()),
        title: Set(None),
        external_id: Set(None),
        url: Set(None),
        media_type: Set(new.media_type.clone()),
        size_bytes: Set(new.size_bytes),
        sha256: Set(new.sha256.clone()),
        object_key: Set(object_key),
        status: Set(status.as_str().to_owned()),
        stage: Set(None),
        stage_done: Set(0),
        stage_total: Set(0),
        error_code: Set(error_code),
        error_message: Set(error_message),
        chunk_count: Set(0),
        pages: Set(None),
        unread_pages: Set(Vec::new()),
        language: Set(None),
        tags: Set(Vec::new()),
        job_id: Set(job),
        version: Set(1),
        indexed_version: Set(None),
        lost_edits: Set(0),
        download_count: Set(0),
        last_downloaded_at: Set(None),
        enabled: Set(true),
        deleted_at: Set(None),
        deleted_by_job: Set(None),
        source_id: Set(None),
        tombstoned_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

fn record(row: documents::Model) -> Result<DocumentRecord, DbError> {
    let status = DocumentStatus::parse(&row.status)
        .ok_or_else(|| DbError::Corrupt(format!("status {} of document {}", row.status, row.id)))?;
    Ok(DocumentRecord {
        id: DocumentId(row.id),
        bot: BotId(row.bot_id),
        name: row.name,
        title: row.title,
        external_id: row.external_id,
        url: row.url,
        media_type: row.media_type,
        size_bytes: row.size_bytes,
        sha256: row.sha256,
        object_key: row.object_key,
        status,
        stage: row.stage.as_deref().and_then(IngestStage::parse),
        stage_done: row.stage_done,
        stage_total: row.stage_total,
        error: row.error_code.zip(row.error_message),
        chunk_count: row.chunk_count,
        pages: row.pages,
        unread_pages: row.unread_pages,
        language: row.language,
        tags: row.tags,
        job: row.job_id.map(JobId),
        version: row.version,
        // Unknown for what was indexed before versions were counted: then it is the only one.
        indexed_version: (row.chunk_count > 0).then(|| row.indexed_version.unwrap_or(row.version)),
        lost_edits: row.lost_edits,
        downloads: row.download_count,
        last_downloaded_at: row.last_downloaded_at,
        enabled: row.enabled,
        source: row.source_id.map(SourceId),
        tombstoned_at: row.tombstoned_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
