//! Messages of a conversation.

use chatsphere_contract::conversations::{Citation, MessageRole, MessageStatus, TurnTrace, Usage};
use chatsphere_contract::ids::{BotId, ConversationId, MessageId};
use chatsphere_contract::spending::ConversationCost;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A message.
#[derive(Debug, Clone)]
pub struct MessageRecord {
    /// Id.
    pub id: MessageId,
    /// Author.
    pub role: MessageRole,
    /// Text.
    pub text: String,
    /// State.
    pub status: MessageStatus,
    /// The sender's own id.
    pub client_id: Option<String>,
    /// The visitor's message that it answers.
    pub reply_to: Option<MessageId>,
    /// Where its events begin in the journal.
    pub first_seq: Option<i64>,
    /// 0 to 1.
    pub confidence: Option<f32>,
    /// Whether the documents answered.
    pub answered: Option<bool>,
    /// Sources.
    pub citations: Vec<Citation>,
    /// Why it failed.
    pub error: Option<(String, String)>,
    /// -1 or 1.
    pub rating: Option<i16>,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// A visitor's message that has to wait: the conversation's writer is busy.
#[derive(Debug, Clone)]
pub struct PendingMessage {
    /// Id.
    pub id: MessageId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Text.
    pub text: String,
    /// The sender's own id.
    pub client_id: String,
    /// Now.
    pub at: OffsetDateTime,
}

/// What an answer ends with.
#[derive(Debug, Clone)]
pub struct Completion {
    /// Whole text.
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Whether the documents answered.
    pub answered: bool,
    /// Sources.
    pub citations: Vec<Citation>,
    /// What it cost.
    pub usage: Usage,
    /// What models were paid for it, in micro-units of money; absent when none was.
    pub micros: Option<i64>,
    /// How it came about.
    pub trace: TurnTrace,
}

/// Adds a visitor's message that waits for its turn and brings the conversation up to date with it.
pub async fn insert_pending(tx: &TenantTx, new: &PendingMessage) -> Result<(), DbError> {
    let sql = "WITH touched AS (
            UPDATE conversations SET last_message_at = $6,
                title = CASE WHEN title = '' THEN left($4, 160) ELSE title END
            WHERE tenant_id = $1 AND id = $3)
        INSERT INTO messages (tenant_id, id, conversation_id, role, text, client_id, status, created_at)
        VALUES ($1, $2, $3, 'visitor', $4, $5, 'pending', $6)";
    let values = [
        tx.tenant().0.into(),
        new.id.0.into(),
        new.conversation.0.into(),
        new.text.clone().into(),
        new.client_id.clone().into(),
        new.at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Has a visitor's message wait for a new turn.
pub async fn set_pending(tx: &TenantTx, visitor_message: MessageId) -> Result<(), DbError> {
    let sql = "UPDATE messages SET status = 'pending' WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), visitor_message.0.into()])).await?;
    Ok(())
}

/// Makes an assistant message final. False when it was no longer being written.
pub async fn complete(
    tx: &TenantTx,
    id: MessageId,
    end: &Completion,
    at: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE messages SET status = 'completed', text = $3, confidence = $4, answered = $5,
            citations = $6, usage = $7, trace = $8, completed_at = $9, micros = $10
        WHERE tenant_id = $1 AND id = $2 AND status = 'streaming'";
    let values = [
        tx.tenant().0.into(),
        id.0.into(),
        end.text.clone().into(),
        end.confidence.into(),
        end.answered.into(),
        json(&end.citations)?.into(),
        json(&end.usage)?.into(),
        json(&end.trace)?.into(),
        at.into(),
        end.micros.into(),
    ];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Marks an assistant message as broken off, keeping the text so far. False when it was no longer being
/// written.
pub async fn fail(
    tx: &TenantTx,
    id: MessageId,
    text_so_far: &str,
    code: &str,
    detail: &str,
    at: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE messages SET status = 'failed', text = $3, error_code = $4, error_detail = $5, completed_at = $6
        WHERE tenant_id = $1 AND id = $2 AND status = 'streaming'";
    let values =
        [tx.tenant().0.into(), id.0.into(), text_so_far.into(), code.into(), detail.into(), at.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Notes what models were paid, in micro-units of money, for an answer that broke off.
pub async fn note_cost(tx: &TenantTx, id: MessageId, micros: i64, usage: Usage) -> Result<(), DbError> {
    let sql = "UPDATE messages SET micros = $3, usage = $4 WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), micros.into(), json(&usage)?.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

const COLUMNS: &str =
    "id, role, text, status, client_id, reply_to, first_seq, confidence, answered, citations,
    error_code, error_detail, rating, created_at";

/// The sender's earlier message with this `client_id`.
pub async fn find_by_client_id(
    tx: &TenantTx,
    conversation: ConversationId,
    client_id: &str,
) -> Result<Option<MessageRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages WHERE tenant_id = $1 AND conversation_id = $2 AND client_id = $3"
    );
    let values = [tx.tenant().0.into(), conversation.0.into(), client_id.into()];
    let row = tx.conn().query_one_raw(statement(&sql, values)).await?;
    row.as_ref().map(record).transpose()
}

/// The latest answer (in any state) to a visitor's message.
pub async fn latest_answer(
    tx: &TenantTx,
    conversation: ConversationId,
    visitor_message: MessageId,
) -> Result<Option<MessageRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages
        WHERE tenant_id = $1 AND conversation_id = $2 AND reply_to = $3 ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    let values = [tx.tenant().0.into(), conversation.0.into(), visitor_message.0.into()];
    let row = tx.conn().query_one_raw(statement(&sql, values)).await?;
    row.as_ref().map(record).transpose()
}

/// The oldest visitor's message whose turn has not begun.
pub async fn next_pending(
    tx: &TenantTx,
    conversation: ConversationId,
) -> Result<Option<MessageRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'pending' ORDER BY created_at, id LIMIT 1"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into(), conversation.0.into()])).await?;
    row.as_ref().map(record).transpose()
}

/// Assistant messages that are being written.
pub async fn streaming(tx: &TenantTx, conversation: ConversationId) -> Result<Vec<MessageRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'streaming' ORDER BY created_at, id"
    );
    let rows =
        tx.conn().query_all_raw(statement(&sql, [tx.tenant().0.into(), conversation.0.into()])).await?;
    rows.iter().map(record).collect()
}

/// The latest `limit` messages, oldest first.
pub async fn latest(
    tx: &TenantTx,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<MessageRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages
        WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3"
    );
    let values = [tx.tenant().0.into(), conversation.0.into(), i64::from(limit).into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().rev().map(record).collect()
}

/// How an answer came about; `None` when there is no such finished answer.
pub async fn find_trace(
    tx: &TenantTx,
    id: MessageId,
) -> Result<Option<(ConversationId, TurnTrace)>, DbError> {
    let sql =
        "SELECT conversation_id, trace FROM messages WHERE tenant_id = $1 AND id = $2 AND trace IS NOT NULL";
    let Some(row) = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?
    else {
        return Ok(None);
    };
    let trace: serde_json::Value = row.try_get("", "trace")?;
    let trace = serde_json::from_value(trace).map_err(|e| DbError::Corrupt(e.to_string()))?;
    Ok(Some((ConversationId(row.try_get("", "conversation_id")?), trace)))
}

/// The bot, the question and the text of a finished answer.
pub async fn exchange(tx: &TenantTx, id: MessageId) -> Result<Option<(BotId, String, String)>, DbError> {
    let sql = "SELECT c.bot_id, q.text AS question, a.text AS answer FROM messages a
        JOIN messages q ON q.tenant_id = a.tenant_id AND q.id = a.reply_to
        JOIN conversations c ON c.tenant_id = a.tenant_id AND c.id = a.conversation_id
        WHERE a.tenant_id = $1 AND a.id = $2 AND a.role = 'assistant' AND a.status = 'completed'";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.map(|row| {
        Ok((BotId(row.try_get("", "bot_id")?), row.try_get("", "question")?, row.try_get("", "answer")?))
    })
    .transpose()
}

/// What the answers of a conversation cost.
pub async fn cost(tx: &TenantTx, conversation: ConversationId) -> Result<ConversationCost, DbError> {
    let sql = "SELECT count(micros) AS answers, coalesce(sum(micros), 0)::bigint AS micros,
            coalesce(sum((usage->>'input_tokens')::bigint), 0)::bigint AS input_tokens,
            coalesce(sum((usage->>'output_tokens')::bigint), 0)::bigint AS output_tokens
        FROM messages WHERE tenant_id = $1 AND conversation_id = $2 AND role = 'assistant'";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), conversation.0.into()])).await?;
    let Some(row) = row else { return Ok(ConversationCost::default()) };
    Ok(ConversationCost {
        answers: row.try_get("", "answers")?,
        input_tokens: row.try_get("", "input_tokens")?,
        output_tokens: row.try_get("", "output_tokens")?,
        micros: row.try_get("", "micros")?,
    })
}

/// Rates an answer of this conversation. False when it has no such finished answer.
pub async fn rate(
    tx: &TenantTx,
    conversation: ConversationId,
    id: MessageId,
    rating: i16,
    comment: Option<&str>,
) -> Result<bool, DbError> {
    let sql = "UPDATE messages SET rating = $4, rating_comment = $5
        WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3 AND role = 'assistant' AND status = 'completed'";
    let values = [tx.tenant().0.into(), conversation.0.into(), id.0.into(), rating.into(), comment.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(value).map_err(|e| DbError::Corrupt(e.to_string()))
}

fn record(row: &QueryResult) -> Result<MessageRecord, DbError> {
    let role: String = row.try_get("", "role")?;
    let status: String = row.try_get("", "status")?;
    let citations: serde_json::Value = row.try_get("", "citations")?;
    let code: Option<String> = row.try_get("", "error_code")?;
    let detail: Option<String> = row.try_get("", "error_detail")?;
    let reply_to: Option<uuid::Uuid> = row.try_get("", "reply_to")?;
    Ok(MessageRecord {
        id: MessageId(row.try_get("", "id")?),
        role: MessageRole::parse(&role).ok_or(DbError::Corrupt(role))?,
        text: row.try_get("", "text")?,
        status: MessageStatus::parse(&status).ok_or(DbError::Corrupt(status))?,
        client_id: row.try_get("", "client_id")?,
        reply_to: reply_to.map(MessageId),
        first_seq: row.try_get("", "first_seq")?,
        confidence: row.try_get("", "confidence")?,
        answered: row.try_get("", "answered")?,
        citations: serde_json::from_value(citations).map_err(|e| DbError::Corrupt(e.to_string()))?,
        error: code.zip(detail),
        rating: row.try_get("", "rating")?,
        created_at: row.try_get("", "created_at")?,
    })
}
