//! Conversations: rows, lists and the visitor's session.

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::conversations::{Channel, ConversationStatus};
use chatsphere_contract::ids::{BotId, ConversationId, SessionId, UserId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx};

/// A conversation to be made.
#[derive(Debug, Clone)]
pub struct NewConversation {
    /// Id.
    pub id: ConversationId,
    /// The bot.
    pub bot: BotId,
    /// Where it comes from.
    pub channel: Channel,
    /// The page's Origin.
    pub origin: Option<String>,
    /// What the page says about the visitor.
    pub visitor: Option<serde_json::Value>,
    /// The person in the playground.
    pub created_by: Option<UserId>,
    /// Which of the bot's behaviours it is held with; the database refuses the draft for a visitor.
    pub behaviour: BehaviourSource,
    /// Now.
    pub at: OffsetDateTime,
}

/// A conversation.
#[derive(Debug, Clone)]
pub struct ConversationRecord {
    /// Id.
    pub id: ConversationId,
    /// The bot.
    pub bot: BotId,
    /// Where it comes from.
    pub channel: Channel,
    /// State.
    pub status: ConversationStatus,
}

/// A conversation as the list shows it.
#[derive(Debug, Clone)]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: ConversationRecord,
    /// The bot's name.
    pub bot_name: String,
    /// The first question, shortened.
    pub title: String,
    /// Messages in all.
    pub messages: i64,
    /// The least confidence of its answers.
    pub confidence: Option<f32>,
    /// Answers that found nothing.
    pub unanswered: i64,
    /// The page's Origin.
    pub origin: Option<String>,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When it was last added to.
    pub last_message_at: OffsetDateTime,
    /// The number of its last event in the journal.
    pub last_seq: i64,
}

/// Makes a conversation. Fails with `MissingReference` when the bot is not this tenant's.
pub async fn insert(tx: &TenantTx, new: &NewConversation) -> Result<(), DbError> {
    let sql = "INSERT INTO conversations (tenant_id, id, bot_id, channel, origin, visitor, created_by, created_at, last_message_at,
            uses_draft)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
    let values = [
        tx.tenant().0.into(),
        new.id.0.into(),
        new.bot.0.into(),
        new.channel.as_str().into(),
        new.origin.clone().into(),
        new.visitor.clone().into(),
        new.created_by.map(|user| user.0).into(),
        new.at.into(),
        (new.behaviour == BehaviourSource::Draft).into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// One conversation.
pub async fn find(tx: &TenantTx, id: ConversationId) -> Result<Option<ConversationRecord>, DbError> {
    let sql = "SELECT id, bot_id, channel, status FROM conversations WHERE tenant_id = $1 AND id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.map(|row| record(&row)).transpose()
}

/// Sets the state; false when it was that already.
pub async fn set_status(
    tx: &TenantTx,
    id: ConversationId,
    status: ConversationStatus,
) -> Result<bool, DbError> {
    let sql = "UPDATE conversations SET status = $3 WHERE tenant_id = $1 AND id = $2 AND status <> $3";
    let values = [tx.tenant().0.into(), id.0.into(), status.as_str().into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Has a conversation that the bot answers wait for a person.
pub async fn wait_for_agent(tx: &TenantTx, id: ConversationId) -> Result<(), DbError> {
    let sql = "UPDATE conversations SET status = 'waiting_for_agent'
        WHERE tenant_id = $1 AND id = $2 AND status = 'open'";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    Ok(())
}

/// The columns of a list row; `c` is the conversation, `b` its bot.
const ROW: &str = "c.id, c.bot_id, c.channel, c.status, c.title, c.origin, c.created_at, c.last_message_at,
    b.name AS bot_name, m.messages, m.confidence, m.unanswered,
    coalesce((SELECT max(e.last_seq) FROM conversation_events e
        WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id), 0) AS last_seq
    FROM conversations c
    JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS messages, min(confidence) AS confidence,
            count(*) FILTER (WHERE answered = false) AS unanswered
        FROM messages WHERE tenant_id = c.tenant_id AND conversation_id = c.id
    ) m";

/// A page of conversations with at least one message, the latest first. `before` is the place where the
/// page before ended.
pub async fn page(
    tx: &TenantTx,
    bot: Option<BotId>,
    before: Option<(OffsetDateTime, ConversationId)>,
    limit: u32,
) -> Result<Vec<ConversationRow>, DbError> {
    let sql = format!(
        "SELECT {ROW}
        WHERE c.tenant_id = $1 AND m.messages > 0
            AND ($2::uuid IS NULL OR c.bot_id = $2)
            AND ($3::timestamptz IS NULL OR (c.last_message_at, c.id) < ($3, $4::uuid))
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT $5"
    );
    let values = [
        tx.tenant().0.into(),
        bot.map(|bot| bot.0).into(),
        before.map(|(at, _)| at).into(),
        before.map(|(_, id)| id.0).into(),
        i64::from(limit).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().map(list_row).collect()
}

/// One conversation as the list shows it.
pub async fn find_row(tx: &TenantTx, id: ConversationId) -> Result<Option<ConversationRow>, DbError> {
    let sql = format!("SELECT {ROW} WHERE c.tenant_id = $1 AND c.id = $2");
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.as_ref().map(list_row).transpose()
}

/// A visitor's session to be made.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Id.
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// The bot.
    pub bot: BotId,
    /// The conversation it opens.
    pub conversation: ConversationId,
    /// The Origin it is bound to.
    pub origin: String,
    /// Now.
    pub at: OffsetDateTime,
    /// When it ends.
    pub expires_at: OffsetDateTime,
}

/// A visitor's session.
#[derive(Debug, Clone)]
pub struct SessionRecord {
    /// The workspace.
    pub tenant: WorkspaceId,
    /// The bot.
    pub bot: BotId,
    /// The conversation it opens.
    pub conversation: ConversationId,
    /// The Origin it is bound to.
    pub origin: String,
}

/// Makes a session.
pub async fn insert_session(tx: &TenantTx, new: NewSession) -> Result<(), DbError> {
    let sql = "INSERT INTO widget_sessions
        (tenant_id, id, token_hash, bot_id, conversation_id, origin, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        tx.tenant().0.into(),
        new.id.0.into(),
        new.token_hash.into(),
        new.bot.0.into(),
        new.conversation.0.into(),
        new.origin.into(),
        new.at.into(),
        new.expires_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The session of a token, unless it has ended or its workspace is suspended.
pub async fn find_session(
    tx: &SystemTx,
    token_hash: Vec<u8>,
    now: OffsetDateTime,
) -> Result<Option<SessionRecord>, DbError> {
    let sql = "SELECT s.tenant_id, s.bot_id, s.conversation_id, s.origin
        FROM widget_sessions s JOIN workspaces w ON w.id = s.tenant_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND w.suspended_at IS NULL";
    let row = tx.conn().query_one_raw(statement(sql, [token_hash.into(), now.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SessionRecord {
        tenant: WorkspaceId(row.try_get("", "tenant_id")?),
        bot: BotId(row.try_get("", "bot_id")?),
        conversation: ConversationId(row.try_get("", "conversation_id")?),
        origin: row.try_get("", "origin")?,
    }))
}

fn record(row: &QueryResult) -> Result<ConversationRecord, DbError> {
    let channel: String = row.try_get("", "channel")?;
    let status: String = row.try_get("", "status")?;
    Ok(ConversationRecord {
        id: ConversationId(row.try_get("", "id")?),
        bot: BotId(row.try_get("", "bot_id")?),
        channel: Channel::parse(&channel).ok_or(DbError::Corrupt(channel))?,
        status: ConversationStatus::parse(&status).ok_or(DbError::Corrupt(status))?,
    })
}

fn list_row(row: &QueryResult) -> Result<ConversationRow, DbError> {
    Ok(ConversationRow {
        conversation: record(row)?,
        bot_name: row.try_get("", "bot_name")?,
        title: row.try_get("", "title")?,
        messages: row.try_get("", "messages")?,
        confidence: row.try_get("", "confidence")?,
        unanswered: row.try_get("", "unanswered")?,
        origin: row.try_get("", "origin")?,
        created_at: row.try_get("", "created_at")?,
        last_message_at: row.try_get("", "last_message_at")?,
        last_seq: row.try_get("", "last_seq")?,
    })
}
