//! The passages of a document as people see and change them, and the answers that stood on them.

use chatsphere_contract::ids::{BotId, ChunkId, ConversationId, DocumentId, MessageId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::chunks::{halfvec_text, reread, storable};
use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageRow {
    /// Id.
    pub id: ChunkId,
    /// Its document.
    pub document: DocumentId,
    /// Place in the document, from 0.
    pub ordinal: i32,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// Page of the original, from 1.
    pub page: Option<i32>,
    /// As it is searched.
    pub text: String,
    /// The document's own words, if a person changed them.
    pub original_text: Option<String>,
    /// Whether answers may use it.
    pub enabled: bool,
    /// Whether it is given to every answer.
    pub pinned: bool,
    /// Whether it has a vector.
    pub has_vector: bool,
    /// The name of who changed the text.
    pub edited_by: Option<String>,
    /// When.
    pub edited_at: Option<OffsetDateTime>,
    /// Raised by every change.
    pub revision: i32,
    /// Answers that cited it.
    pub answers: i64,
}

/// A passage as it is to be stored.
#[derive(Debug, Clone, Default)]
pub struct PassageChange {
    /// New text with its vector and the model that made it; the document's own words are kept beside it.
    pub text: Option<NewWording>,
    /// Whether answers may use it.
    pub enabled: Option<bool>,
    /// Whether it is given to every answer.
    pub pinned: Option<bool>,
}

/// A wording of a passage.
#[derive(Debug, Clone)]
pub struct NewWording {
    /// The words.
    pub text: String,
    /// Their vector and the model that made it.
    pub vector: Option<(Vec<f32>, String)>,
    /// Who wrote them; nobody: they are the document's own.
    pub by: Option<UserId>,
    /// Whether they are the document's own words again.
    pub is_original: bool,
}

/// An answer that stood on a passage.
#[derive(Debug, Clone)]
pub struct UseRecord {
    /// The answer.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// When.
    pub created_at: OffsetDateTime,
}

/// A changed passage that found no successor in the document's new version.
#[derive(Debug, Clone)]
pub struct LostPassage {
    /// What the document said.
    pub original_text: String,
    /// What people made of it.
    pub text: String,
    /// Whether answers could use it.
    pub enabled: bool,
    /// Whether it was pinned.
    pub pinned: bool,
}

const COLUMNS: &str = "c.id, c.document_id, c.ordinal, c.heading_path, c.page, c.text, c.original_text, c.enabled,
    c.pinned_at IS NOT NULL AS pinned, c.embedding IS NOT NULL AS has_vector, u.name AS edited_by, c.edited_at,
    c.revision, (SELECT count(*) FROM passage_uses p
        WHERE p.tenant_id = c.tenant_id AND p.chunk_id = c.id) AS answers";

/// Up to `limit` passages of a document in their order, after a place in it, that hold all of `words`.
pub async fn page(
    tx: &TenantTx,
    document: DocumentId,
    words: &[String],
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<PassageRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM chunks c LEFT JOIN users u ON u.id = c.edited_by
         WHERE c.tenant_id = $1 AND c.document_id = $2 AND c.ordinal > $3
             AND array_to_string(array_append(c.heading_path, c.text), ' ') ILIKE ALL ($4)
         ORDER BY c.ordinal LIMIT $5"
    );
    let patterns: Vec<String> = words.iter().map(|word| format!("%{}%", escaped(word))).collect();
    let values =
        [tx.tenant().0.into(), document.0.into(), after.unwrap_or(-1).into(), patterns.into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().map(passage).collect()
}

/// One passage of a document.
pub async fn find(tx: &TenantTx, document: DocumentId, id: ChunkId) -> Result<Option<PassageRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM chunks c LEFT JOIN users u ON u.id = c.edited_by
         WHERE c.tenant_id = $1 AND c.document_id = $2 AND c.id = $3"
    );
    let values = [tx.tenant().0.into(), document.0.into(), id.0.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(passage).transpose()
}

/// Changes a passage that still has this revision, and has indexes in memory follow. False: it has
/// another one by now, or is gone.
pub async fn change(
    tx: &TenantTx,
    bot: BotId,
    (document, id): (DocumentId, ChunkId),
    revision: i32,
    change: &PassageChange,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    // The order of locks: the document, then the bot's index.
    let sql = "SELECT id FROM documents WHERE tenant_id = $1 AND id = $2 AND bot_id = $3 FOR UPDATE";
    let values = [tx.tenant().0.into(), document.0.into(), bot.0.into()];
    if tx.conn().query_one_raw(statement(sql, values)).await?.is_none() {
        return Ok(false);
    }
    let sql = "UPDATE chunks SET revision = revision + 1, enabled = coalesce($5, enabled),
                   pinned_at = CASE $6::boolean WHEN true THEN coalesce(pinned_at, $7) WHEN false THEN NULL
                       ELSE pinned_at END
               WHERE tenant_id = $1 AND document_id = $2 AND id = $3 AND revision = $4";
    let values = [
        tx.tenant().0.into(),
        document.0.into(),
        id.0.into(),
        revision.into(),
        change.enabled.into(),
        change.pinned.into(),
        now.into(),
    ];
    if tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(wording) = &change.text {
        reword(tx, id, wording, now).await?;
    }
    if change.text.is_some() || change.enabled.is_some() {
        reread(tx, bot, document, now).await?;
    }
    Ok(true)
}

async fn reword(
    tx: &TenantTx,
    id: ChunkId,
    wording: &NewWording,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE chunks SET text = $3, embedding = $4::text::halfvec, embedder = $5,
                   original_text = CASE WHEN $6 THEN NULL ELSE coalesce(original_text, text) END,
                   edited_at = CASE WHEN $6 THEN NULL ELSE $7::timestamptz END,
                   edited_by = CASE WHEN $6 THEN NULL ELSE $8::uuid END
               WHERE tenant_id = $1 AND id = $2";
    let (vector, embedder) = wording.vector.as_ref().map(|(v, e)| (halfvec_text(v), e.clone())).unzip();
    let values = [
        tx.tenant().0.into(),
        id.0.into(),
        storable(&wording.text).into(),
        vector.into(),
        embedder.into(),
        wording.is_original.into(),
        now.into(),
        wording.by.map(|user| user.0).into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    // Vectors of other models were made of the words before.
    let sql = "DELETE FROM chunk_vectors WHERE tenant_id = $1 AND chunk_id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    Ok(())
}

/// Pinned passages of a bot, held against others to the end of the transaction.
pub async fn pinned_count(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "SELECT id FROM bots WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";
    tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    let sql = "SELECT count(*) AS pinned FROM chunks
               WHERE tenant_id = $1 AND bot_id = $2 AND pinned_at IS NOT NULL";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "pinned").map_err(DbError::from))
}

/// Notes that an answer stood on these passages.
pub async fn record_uses(
    tx: &TenantTx,
    message: MessageId,
    passages: &[(DocumentId, ChunkId)],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if passages.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO passage_uses (tenant_id, message_id, document_id, chunk_id, created_at)
               SELECT $1, $2, p.document_id, p.chunk_id, $5
               FROM unnest($3::uuid[], $4::uuid[]) AS p (document_id, chunk_id) ON CONFLICT DO NOTHING";
    let documents: Vec<Uuid> = passages.iter().map(|(document, _)| document.0).collect();
    let chunks: Vec<Uuid> = passages.iter().map(|(_, chunk)| chunk.0).collect();
    let values = [tx.tenant().0.into(), message.0.into(), documents.into(), chunks.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The newest answers that stood on a passage.
pub async fn uses(tx: &TenantTx, id: ChunkId, limit: i64) -> Result<Vec<UseRecord>, DbError> {
    let sql =
        "SELECT m.id, m.conversation_id, m.text AS answer, p.created_at, coalesce(q.text, '') AS question
               FROM passage_uses p
               JOIN messages m ON m.tenant_id = p.tenant_id AND m.id = p.message_id
               LEFT JOIN messages q ON q.tenant_id = m.tenant_id AND q.id = m.reply_to
               WHERE p.tenant_id = $1 AND p.chunk_id = $2
               ORDER BY p.created_at DESC, m.id DESC LIMIT $3";
    let values = [tx.tenant().0.into(), id.0.into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(UseRecord {
                message: MessageId(row.try_get("", "id")?),
                conversation: ConversationId(row.try_get("", "conversation_id")?),
                question: row.try_get("", "question")?,
                answer: row.try_get("", "answer")?,
                created_at: row.try_get("", "created_at")?,
            })
        })
        .collect()
}

/// The changed passages of a document that its newest version no longer has, newest first.
pub async fn lost(tx: &TenantTx, document: DocumentId) -> Result<Vec<LostPassage>, DbError> {
    let sql = "SELECT original_text, text, enabled, pinned FROM lost_passages
               WHERE tenant_id = $1 AND document_id = $2 ORDER BY lost_at DESC, id LIMIT 100";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), document.0.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(LostPassage {
                original_text: row.try_get("", "original_text")?,
                text: row.try_get("", "text")?,
                enabled: row.try_get("", "enabled")?,
                pinned: row.try_get("", "pinned")?,
            })
        })
        .collect()
}

/// Forgets them: somebody has seen them.
pub async fn forget_lost(tx: &TenantTx, document: DocumentId) -> Result<(), DbError> {
    let values = || [tx.tenant().0.into(), document.0.into()];
    let sql = "DELETE FROM lost_passages WHERE tenant_id = $1 AND document_id = $2";
    tx.conn().execute_raw(statement(sql, values())).await?;
    let sql = "UPDATE documents SET lost_edits = 0 WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, values())).await?;
    Ok(())
}

/// A word as LIKE takes it for itself.
fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn passage(row: &QueryResult) -> Result<PassageRow, DbError> {
    Ok(PassageRow {
        id: ChunkId(row.try_get("", "id")?),
        document: DocumentId(row.try_get("", "document_id")?),
        ordinal: row.try_get("", "ordinal")?,
        heading_path: row.try_get("", "heading_path")?,
        page: row.try_get("", "page")?,
        text: row.try_get("", "text")?,
        original_text: row.try_get("", "original_text")?,
        enabled: row.try_get("", "enabled")?,
        pinned: row.try_get("", "pinned")?,
        has_vector: row.try_get("", "has_vector")?,
        edited_by: row.try_get("", "edited_by")?,
        edited_at: row.try_get("", "edited_at")?,
        revision: row.try_get("", "revision")?,
        answers: row.try_get("", "answers")?,
    })
}
