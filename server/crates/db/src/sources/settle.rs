//! What a sync found out: about a page, and in the end about the whole source.

use chatsphere_contract::ids::{DocumentId, JobId, SourcePageId};
use chatsphere_contract::sources::PageState;
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Sync;
use crate::jobs::Lease;
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// How a page is, now that a sync has looked at it. What is `None` of the last group stays as it was.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The page.
    pub id: SourcePageId,
    /// How it is.
    pub state: PageState,
    /// Why it was left out, failed or is gone: the word and the sentence.
    pub reason: Option<(String, String)>,
    /// Where it leads.
    pub leads_to: Option<String>,
    /// Something is new in it.
    pub has_changed: bool,
    /// What was read of it.
    pub document: Option<DocumentId>,
    /// What was sent, when anything was.
    pub content: Option<Content>,
}

/// What was sent of a page.
#[derive(Debug, Clone)]
pub struct Content {
    /// To ask for it on condition.
    pub etag: Option<String>,
    /// To ask for it on condition.
    pub last_modified: Option<String>,
    /// Hashed.
    pub hash: Vec<u8>,
    /// Where it links to.
    pub links: Vec<String>,
}

/// Writes how a page is; the sync is done with it.
pub async fn settle_page(
    tx: &TenantTx,
    sync: Sync,
    page: &Checked,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE source_pages SET checked_in = $3, state = $4, reason_code = $5, reason_message = $6,
                   leads_to = $7, document_id = $8, last_checked_at = $9,
                   last_changed_at = CASE WHEN $10 THEN $9 ELSE last_changed_at END,
                   changed_in = CASE WHEN $10 THEN $3 ELSE changed_in END
               WHERE tenant_id = $1 AND id = $2";
    let (code, message) = page.reason.clone().unzip();
    let values = [
        tx.tenant().0.into(),
        page.id.0.into(),
        sync.number.into(),
        page.state.as_str().into(),
        code.into(),
        message.into(),
        page.leads_to.clone().into(),
        page.document.map(|id| id.0).into(),
        now.into(),
        page.has_changed.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    let Some(content) = &page.content else { return Ok(()) };
    let sql = "UPDATE source_pages SET etag = $3, last_modified = $4, content_hash = $5, links = $6
               WHERE tenant_id = $1 AND id = $2";
    let values = [
        tx.tenant().0.into(),
        page.id.0.into(),
        content.etag.clone().into(),
        content.last_modified.clone().into(),
        content.hash.clone().into(),
        content.links.clone().into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Has the sync ask for a page once more, later.
pub async fn postpone_page(tx: &TenantTx, page: SourcePageId, until: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE source_pages SET attempts = attempts + 1, retry_at = $3
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), page.0.into(), until.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Something that tells of pages could not be read: what is not found is not known to be gone.
pub async fn mark_partial(tx: &TenantTx, sync: Sync, code: &str, message: &str) -> Result<(), DbError> {
    let sql = "UPDATE sources SET is_partial = true, error_code = $3, error_message = $4
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), sync.source.0.into(), code.into(), message.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Writes how far the sync is into its job: pages found, and of them those with nothing left to do.
pub async fn set_progress(
    tx: &TenantTx,
    sync: Sync,
    lease: &Lease,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE jobs SET done = greatest(c.checked - c.in_progress, 0), total = c.found, failed = c.failed,
                   updated_at = $6
               FROM (SELECT count(*) AS found, count(*) FILTER (WHERE p.checked_in = $3) AS checked,
                            count(*) FILTER (WHERE p.checked_in = $3 AND (p.state = 'failed'
                                OR p.state = 'read' AND d.status = 'failed')) AS failed,
                            count(*) FILTER (WHERE p.checked_in = $3 AND d.job_id = $4
                                AND d.status IN ('queued', 'processing')) AS in_progress
                     FROM source_pages p
                     LEFT JOIN documents d ON d.tenant_id = p.tenant_id AND d.id = p.document_id
                     WHERE p.tenant_id = $1 AND p.source_id = $2 AND p.found_in = $3) c
               WHERE jobs.tenant_id = $1 AND jobs.id = $4 AND jobs.lease_owner = $5 AND jobs.status = 'running'";
    let values = [
        tx.tenant().0.into(),
        sync.source.0.into(),
        sync.number.into(),
        lease.job.0.into(),
        lease.owner.into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Documents in use of pages that this sync did not find any more.
pub async fn unseen_documents(tx: &TenantTx, sync: Sync) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT p.document_id FROM source_pages p
               JOIN documents d ON d.tenant_id = p.tenant_id AND d.id = p.document_id
               WHERE p.tenant_id = $1 AND p.source_id = $2 AND p.found_in < $3 AND d.tombstoned_at IS NULL";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(DocumentId(row.try_get::<Uuid>("", "document_id")?))).collect()
}

/// Pages that this sync did not find: those that were read are gone, of the others nothing stays.
pub async fn forget_unseen(
    tx: &TenantTx,
    sync: Sync,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let named = || [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    let sql = "DELETE FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND found_in < $3 AND document_id IS NULL";
    tx.conn().execute_raw(statement(sql, named())).await?;
    let sql = "UPDATE source_pages SET state = 'gone', reason_code = 'unreachable', reason_message = $4,
                   last_checked_at = $5, last_changed_at = $5
               WHERE tenant_id = $1 AND source_id = $2 AND found_in < $3 AND state <> 'gone'";
    let values = named().into_iter().chain([reason.into(), now.into()]);
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Ends a sync: says when, whether it found something new, and, when nothing was read at all, why.
pub async fn finish_sync(tx: &TenantTx, sync: Sync, job: JobId, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE sources s SET last_synced_at = $5, last_changed_at = CASE WHEN EXISTS (
                   SELECT FROM source_pages p WHERE p.tenant_id = $1 AND p.source_id = $2
                       AND (p.changed_in = $3 OR p.state = 'gone' AND p.last_changed_at = $5))
                   THEN $5 ELSE last_changed_at END,
                   (error_code, error_message) = (
                       SELECT coalesce(s.error_code, (array_agg(p.reason_code ORDER BY p.depth, p.id))[1]),
                              coalesce(s.error_message, (array_agg(p.reason_message ORDER BY p.depth, p.id))[1])
                       FROM source_pages p WHERE p.tenant_id = $1 AND p.source_id = $2 AND p.found_in = $3
                           AND p.reason_code IS NOT NULL AND NOT EXISTS (
                               SELECT FROM source_pages r WHERE r.tenant_id = $1 AND r.source_id = $2
                                   AND r.state = 'read'))
               WHERE s.tenant_id = $1 AND s.id = $2 AND s.sync_number = $3 AND s.job_id = $4";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into(), job.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}
