//! What people did to passages, carried over when a document is read again.
//!
//! A passage is known again by the document's own words: where the new passages have one of the same text,
//! it is disabled, pinned and worded as its predecessor was. What finds no successor is kept aside for
//! people to see.

use chatsphere_contract::ids::DocumentId;
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Lost passages of one document that are kept; of more, the newest changes.
const KEPT_LOST: i64 = 100;

/// A passage that somebody changed, as it was before its document was read again.
#[derive(Debug)]
pub(super) struct Curated {
    id: Uuid,
    document: DocumentId,
    original_text: String,
    text: String,
    enabled: bool,
    pinned_at: Option<OffsetDateTime>,
    edited_at: Option<OffsetDateTime>,
    edited_by: Option<Uuid>,
    revision: i32,
    embedding: Option<String>,
    embedder: Option<String>,
}

/// The changed passages of these documents; mostly there are none.
pub(super) async fn take(tx: &TenantTx, documents: &[DocumentId]) -> Result<Vec<Curated>, DbError> {
    let sql =
        "SELECT id, document_id, coalesce(original_text, text) AS original_text, text, enabled, pinned_at,
                   edited_at, edited_by, revision, embedder,
                   CASE WHEN edited_at IS NOT NULL THEN embedding::text END AS embedding
               FROM chunks
               WHERE tenant_id = $1 AND document_id = ANY($2)
                   AND (NOT enabled OR pinned_at IS NOT NULL OR edited_at IS NOT NULL)
               ORDER BY document_id, ordinal";
    let ids: Vec<Uuid> = documents.iter().map(|id| id.0).collect();
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), ids.into()])).await?;
    rows.iter().map(curated).collect()
}

/// Applies what was taken to the documents' new passages.
pub(super) async fn put_back(
    tx: &TenantTx,
    curated: Vec<Curated>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let mut lost: HashMap<DocumentId, i64> = HashMap::new();
    for passage in curated {
        let count = lost.entry(passage.document).or_default();
        if !apply(tx, &passage).await? {
            *count += 1;
            if *count <= KEPT_LOST {
                keep_lost(tx, &passage, now).await?;
            }
        }
    }
    for (document, count) in lost.into_iter().filter(|(_, count)| *count > 0) {
        let sql = "UPDATE documents SET lost_edits = lost_edits + $3 WHERE tenant_id = $1 AND id = $2";
        let values =
            [tx.tenant().0.into(), document.0.into(), i32::try_from(count).unwrap_or(i32::MAX).into()];
        tx.conn().execute_raw(statement(sql, values)).await?;
    }
    Ok(())
}

/// False: no new passage has these words. A vector is kept only beside those of the same model.
async fn apply(tx: &TenantTx, passage: &Curated) -> Result<bool, DbError> {
    let sql =
        "UPDATE chunks c SET enabled = $4, pinned_at = $5, revision = $6, edited_at = $7, edited_by = $8,
                   original_text = CASE WHEN $7::timestamptz IS NULL THEN NULL ELSE c.text END,
                   text = CASE WHEN $7::timestamptz IS NULL THEN c.text ELSE $9 END,
                   embedding = CASE WHEN $7::timestamptz IS NULL THEN c.embedding
                       WHEN c.embedder = $11 THEN $10::text::halfvec END,
                   embedder = CASE WHEN $7::timestamptz IS NULL OR c.embedder = $11 THEN c.embedder END
               WHERE c.tenant_id = $1 AND c.id = (
                   SELECT id FROM chunks
                   WHERE tenant_id = $1 AND document_id = $2 AND text = $3
                       AND enabled AND pinned_at IS NULL AND edited_at IS NULL
                   ORDER BY ordinal LIMIT 1)";
    let values = [
        tx.tenant().0.into(),
        passage.document.0.into(),
        passage.original_text.as_str().into(),
        passage.enabled.into(),
        passage.pinned_at.into(),
        passage.revision.into(),
        passage.edited_at.into(),
        passage.edited_by.into(),
        passage.text.as_str().into(),
        passage.embedding.clone().into(),
        passage.embedder.clone().into(),
    ];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

async fn keep_lost(tx: &TenantTx, passage: &Curated, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "INSERT INTO lost_passages (tenant_id, id, document_id, original_text, text, enabled, pinned,
                   edited_by, lost_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let values = [
        tx.tenant().0.into(),
        passage.id.into(),
        passage.document.0.into(),
        passage.original_text.as_str().into(),
        passage.text.as_str().into(),
        passage.enabled.into(),
        passage.pinned_at.is_some().into(),
        passage.edited_by.into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

fn curated(row: &QueryResult) -> Result<Curated, DbError> {
    Ok(Curated {
        id: row.try_get("", "id")?,
        document: DocumentId(row.try_get("", "document_id")?),
        original_text: row.try_get("", "original_text")?,
        text: row.try_get("", "text")?,
        enabled: row.try_get("", "enabled")?,
        pinned_at: row.try_get("", "pinned_at")?,
        edited_at: row.try_get("", "edited_at")?,
        edited_by: row.try_get("", "edited_by")?,
        revision: row.try_get("", "revision")?,
        embedding: row.try_get("", "embedding")?,
        embedder: row.try_get("", "embedder")?,
    })
}
