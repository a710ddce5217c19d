//! The begin of a turn, and what it needs to know about its bot: one statement each, for somebody waits.

use chatsphere_contract::behaviour::Behaviour;
use chatsphere_contract::bots::Appearance;
use chatsphere_contract::ids::{BotId, ConversationId, MessageId};
use chatsphere_contract::reranking::RerankerKind;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::embedders::{self, EmbedderRecord};
use crate::journal::{CHANNEL, JournalRow, encode};
use crate::models::{self, ModelRecord};
use crate::rerankers;
use crate::search::{self, IndexState};
use crate::tx::{joined, statement};
use crate::{DbError, TenantTx, behaviour};

/// The bot of a conversation, as far as a turn needs it.
#[derive(Debug, Clone)]
pub struct TurnBot {
    /// Id.
    pub id: BotId,
    /// Name inside the workspace.
    pub name: String,
    /// Look and greeting.
    pub appearance: Appearance,
    /// How it answers in this conversation.
    pub behaviour: Behaviour,
    /// The published version of that.
    pub behaviour_version: i32,
    /// Whether it is the draft instead.
    pub is_draft: bool,
    /// Hosts whose pages may show the widget; empty: any.
    pub allowed_domains: Vec<String>,
    /// Answer from documents.
    pub retrieval: bool,
    /// Answer only from documents with one of these tags; empty: from all.
    pub answer_tags: Vec<String>,
    /// Who takes a second look at what is found.
    pub reranker: RerankerKind,
    /// Whether people pinned passages for its answers.
    pub has_pins: bool,
    /// Whether people wrote and approved answers for it.
    pub has_written_answers: bool,
    /// Whether a budget limits its answers.
    pub has_budget: bool,
    /// The workspace's own chat models that it asks, in order; empty: it has none.
    pub models: Vec<ModelRecord>,
    /// The embedding model that the workspace chose; absent: the install's.
    pub embedder: Option<EmbedderRecord>,
    /// Where its index is, under that model.
    pub index: IndexState,
    /// The epoch of the conversation's last writer; absent while somebody writes.
    pub last_epoch: Option<i64>,
}

/// A turn to be begun.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// The visitor's message.
    pub question: MessageId,
    /// Its text.
    pub text: String,
    /// The sender's own id.
    pub client_id: String,
    /// When it came.
    pub at: OffsetDateTime,
    /// Whether its row exists already.
    pub stored: bool,
    /// The empty assistant message to add, and when it was made; absent when the bot does not answer.
    pub answer: Option<(MessageId, OffsetDateTime)>,
    /// The number of the turn's first event.
    pub first_seq: i64,
}

/// Stores both messages of a turn and the events that tell of them. False when the lease is lost: the
/// caller must then not commit.
pub async fn begin(tx: &TenantTx, turn: &NewTurn, row: &JournalRow) -> Result<bool, DbError> {
    let sql = "WITH asked AS (
            INSERT INTO messages (tenant_id, id, conversation_id, role, text, client_id, status, first_seq, created_at)
            SELECT $1, $2, $3, 'visitor', $4, $5, 'completed', $6, $7 WHERE NOT $8
        ), asked_again AS (
            UPDATE messages SET status = 'completed', first_seq = $6 WHERE $8 AND tenant_id = $1 AND id = $2
        ), touched AS (
            UPDATE conversations SET last_message_at = $7,
                title = CASE WHEN title = '' THEN left($4, 160) ELSE title END
            WHERE NOT $8 AND tenant_id = $1 AND id = $3
        ), answer AS (
            INSERT INTO messages (tenant_id, id, conversation_id, role, text, status, reply_to, created_at)
            SELECT $1, $9, $3, 'assistant', '', 'streaming', $2, $10 WHERE $9 IS NOT NULL
        ), told AS (
            INSERT INTO conversation_events (tenant_id, conversation_id, first_seq, last_seq, events)
            SELECT $1, c.id, $11, $12, $13::jsonb FROM conversations c
            WHERE $11 IS NOT NULL AND c.tenant_id = $1 AND c.id = $3 AND c.writer_epoch = $14
            RETURNING conversation_id
        )
        SELECT pg_notify($15, conversation_id::text || ':' || $16::text) FROM told";
    let (answer, answer_at) = turn.answer.unzip();
    let values = [
        tx.tenant().0.into(),
        turn.question.0.into(),
        row.lease.conversation.0.into(),
        turn.text.clone().into(),
        turn.client_id.clone().into(),
        turn.first_seq.into(),
        turn.at.into(),
        turn.stored.into(),
        answer.map(|id| id.0).into(),
        answer_at.into(),
        row.events.first().map(|event| event.seq).into(),
        row.events.last().map(|event| event.seq).into(),
        encode(&row.events)?.into(),
        row.lease.epoch.into(),
        CHANNEL.into(),
        row.lease.process.to_string().into(),
    ];
    let told = tx.conn().query_all_raw(statement(sql, values)).await?;
    Ok(row.events.is_empty() || !told.is_empty())
}

/// Columns of the workspace's embedding model begin with this.
const EMBEDDER: &str = "embedder_";

/// The bot of a conversation with the models of its workspace; `None` when it was deleted meanwhile.
pub async fn bot(tx: &TenantTx, conversation: ConversationId) -> Result<Option<TurnBot>, DbError> {
    let from = "conversations c JOIN bots b ON b.tenant_id = c.tenant_id AND b.id = c.bot_id";
    let sql = select(from, "WHERE c.tenant_id = $1 AND c.id = $2");
    let values = [tx.tenant().0.into(), conversation.0.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(record).transpose()
}

/// The same bot for a conversation that does not exist: a preview of what the draft would do.
pub async fn bot_of_preview(tx: &TenantTx, bot: BotId) -> Result<Option<TurnBot>, DbError> {
    let from =
        "bots b CROSS JOIN (SELECT NULL::uuid AS writer, 0::bigint AS writer_epoch, true AS uses_draft) c";
    let sql = select(from, "WHERE b.tenant_id = $1 AND b.id = $2");
    let values = [tx.tenant().0.into(), bot.0.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(record).transpose()
}

/// What a turn needs of bot `b` in conversation `c`.
fn select(from: &str, which: &str) -> String {
    let embedder = joined(embedders::COLUMNS, "e", EMBEDDER);
    format!(
        "SELECT b.id, b.name, b.appearance, b.retrieval, b.answer_tags, b.allowed_domains, b.reranker,
            CASE WHEN c.uses_draft THEN coalesce(b.draft, b.behaviour) ELSE b.behaviour END AS behaviour,
            b.behaviour_version, c.uses_draft AND b.draft IS NOT NULL AS is_draft,
            CASE WHEN c.writer IS NULL THEN c.writer_epoch END AS last_epoch,
            EXISTS (SELECT FROM chunks p WHERE p.tenant_id = b.tenant_id AND p.bot_id = b.id
                AND p.pinned_at IS NOT NULL) AS has_pins,
            EXISTS (SELECT FROM questions q WHERE q.tenant_id = b.tenant_id AND q.bot_id = b.id
                AND q.status = 'approved') AS has_written_answers,
            EXISTS (SELECT FROM budgets g WHERE g.tenant_id = b.tenant_id
                AND (g.scope <> 'bot' OR g.scope_id = b.id)) AS has_budget,
            (SELECT {} ORDER BY array_position(b.models, m.id), m.position, m.id)
                FROM chat_models m WHERE m.tenant_id = b.tenant_id
                AND (b.models = '{{}}' OR m.id = ANY(b.models))) AS models,
            e.tenant_id IS NOT NULL AS has_embedder, {embedder},
            coalesce(i.version, 0) AS version, e.embedder, e.languages, e.activated_at::text AS generation
        FROM {from}
        LEFT JOIN bot_indexes i ON i.tenant_id = b.tenant_id AND i.bot_id = b.id
        LEFT JOIN embedders e ON e.tenant_id = b.tenant_id AND e.state = 'active'
        {which}",
        models::JSON
    )
}

fn record(row: &QueryResult) -> Result<TurnBot, DbError> {
    let has_embedder: bool = row.try_get("", "has_embedder")?;
    let own: Option<serde_json::Value> = row.try_get("", "models")?;
    let appearance: serde_json::Value = row.try_get("", "appearance")?;
    Ok(TurnBot {
        id: BotId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        appearance: serde_json::from_value(appearance).map_err(|e| DbError::Corrupt(e.to_string()))?,
        behaviour: behaviour::decode(row.try_get("", "behaviour")?)?,
        behaviour_version: row.try_get("", "behaviour_version")?,
        is_draft: row.try_get("", "is_draft")?,
        allowed_domains: row.try_get("", "allowed_domains")?,
        retrieval: row.try_get("", "retrieval")?,
        answer_tags: row.try_get("", "answer_tags")?,
        reranker: rerankers::kind(row)?,
        has_pins: row.try_get("", "has_pins")?,
        has_written_answers: row.try_get("", "has_written_answers")?,
        has_budget: row.try_get("", "has_budget")?,
        models: own.map_or_else(|| Ok(Vec::new()), models::records)?,
        embedder: has_embedder.then(|| embedders::record(row, EMBEDDER)).transpose()?,
        index: search::index_state(row)?,
        last_epoch: row.try_get("", "last_epoch")?,
    })
}
