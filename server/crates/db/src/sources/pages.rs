//! Pages as people see them.

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::ids::{DocumentId, SourceId, SourcePageId};
use chatsphere_contract::sources::PageState;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A page of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRecord {
    /// Id.
    pub id: SourcePageId,
    /// Where it is.
    pub address: String,
    /// How it is.
    pub state: PageState,
    /// Why it was left out, failed or is gone: the word and the sentence.
    pub reason: Option<(String, String)>,
    /// Where it leads.
    pub leads_to: Option<String>,
    /// Links from where the sync began.
    pub depth: i32,
    /// What was read of it.
    pub document: Option<DocumentId>,
    /// Title of the document.
    pub title: Option<String>,
    /// How the document is.
    pub document_status: Option<DocumentStatus>,
    /// Why the document failed: the word and the sentence.
    pub document_error: Option<(String, String)>,
    /// When it was last looked at.
    pub last_checked_at: Option<OffsetDateTime>,
    /// When it last had something new.
    pub last_changed_at: Option<OffsetDateTime>,
}

/// Up to `limit` pages of a source in the order they were found, after the one named; `of` names a state.
pub async fn page(
    tx: &TenantTx,
    source: SourceId,
    of: Option<PageState>,
    after: Option<SourcePageId>,
    limit: u64,
) -> Result<Vec<PageRecord>, DbError> {
    let sql = "SELECT p.*, coalesce(d.title, d.name) AS title, d.status AS document_status,
                   d.error_code AS document_error_code, d.error_message AS document_error_message
               FROM source_pages p
               LEFT JOIN documents d ON d.tenant_id = p.tenant_id AND d.id = p.document_id
               WHERE p.tenant_id = $1 AND p.source_id = $2 AND ($3::text IS NULL OR p.state = $3)
                   AND ($4::uuid IS NULL OR p.id > $4)
               ORDER BY p.id LIMIT $5";
    let values = [
        tx.tenant().0.into(),
        source.0.into(),
        of.map(|state| state.as_str().to_owned()).into(),
        after.map(|id| id.0).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    tx.conn().query_all_raw(statement(sql, values)).await?.iter().map(record).collect()
}

fn record(row: &QueryResult) -> Result<PageRecord, DbError> {
    let reason: Option<String> = row.try_get("", "reason_code")?;
    let document_error: Option<String> = row.try_get("", "document_error_code")?;
    let document_status: Option<String> = row.try_get("", "document_status")?;
    Ok(PageRecord {
        id: SourcePageId(row.try_get("", "id")?),
        address: row.try_get("", "address")?,
        state: state(row)?,
        reason: reason.zip(row.try_get("", "reason_message")?),
        leads_to: row.try_get("", "leads_to")?,
        depth: row.try_get("", "depth")?,
        document: row.try_get::<Option<Uuid>>("", "document_id")?.map(DocumentId),
        title: row.try_get("", "title")?,
        document_status: document_status.as_deref().and_then(DocumentStatus::parse),
        document_error: document_error.zip(row.try_get("", "document_error_message")?),
        last_checked_at: row.try_get("", "last_checked_at")?,
        last_changed_at: row.try_get("", "last_changed_at")?,
    })
}

pub(super) fn state(row: &QueryResult) -> Result<PageState, DbError> {
    let state: String = row.try_get("", "state")?;
    PageState::parse(&state).ok_or_else(|| DbError::Corrupt(format!("state {state} of a source's page")))
}
