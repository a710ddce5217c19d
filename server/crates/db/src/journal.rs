//! The journal of a conversation and the lease of its one writer.
//!
//! Numbers come from blocks: whoever holds the lease reserves a block in `conversations.reserved_seq`
//! before it shows anybody an event, so that a number is never used twice even when the process dies
//! between showing an event and storing it. `writer_epoch` fences: a writer that lost its lease can add
//! nothing to the journal.

use std::time::Duration;

use chatsphere_contract::conversations::ConversationStatus;
use chatsphere_contract::events::SequencedEvent;
use chatsphere_contract::ids::{ConversationId, WorkspaceId};
use sea_orm::ConnectionTrait;
use sea_orm::Value;
use sea_orm::sea_query::ArrayType;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx};

/// The channel on which new journal rows are announced; the payload is `<conversation>:<process>`, the
/// UUIDs of the conversation and of the process that wrote.
pub const CHANNEL: &str = "conversation_events";

/// How many numbers a writer reserves at a time.
pub const BLOCK: i64 = 1_024;

/// The right to write a conversation's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterLease {
    /// The workspace.
    pub tenant: WorkspaceId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The process that holds it.
    pub process: Uuid,
    /// Fences this writer against the ones before and after.
    pub epoch: i64,
    /// The last number that is not free: the next event has this plus one.
    pub last_seq: i64,
    /// The last number of the reserved block.
    pub reserved_seq: i64,
}

/// A conversation, locked until the transaction ends, so that posting and releasing cannot cross.
#[derive(Debug, Clone, Copy)]
pub struct Locked {
    /// Its state.
    pub status: ConversationStatus,
    /// Whether the journal has told of that state.
    pub announced: bool,
    /// Whether some process holds an unexpired lease.
    pub written: bool,
}

/// Locks a conversation against other posters and its writer's release.
pub async fn lock(tx: &TenantTx, conversation: ConversationId) -> Result<Option<Locked>, DbError> {
    let sql = "SELECT status, status = announced_status AS announced, coalesce(writer_until > clock_timestamp(), false) AS written
        FROM conversations WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    let values = [tx.tenant().0.into(), conversation.0.into()];
    let Some(row) = tx.conn().query_one_raw(statement(sql, values)).await? else { return Ok(None) };
    let status: String = row.try_get("", "status")?;
    Ok(Some(Locked {
        status: ConversationStatus::parse(&status).ok_or(DbError::Corrupt(status))?,
        announced: row.try_get("", "announced")?,
        written: row.try_get("", "written")?,
    }))
}

/// Takes the lease for `process` and reserves a block of numbers. `None` when another holds it.
pub async fn claim(
    tx: &TenantTx,
    conversation: ConversationId,
    process: Uuid,
    lease: Duration,
) -> Result<Option<WriterLease>, DbError> {
    let sql = "UPDATE conversations SET writer = $3, writer_epoch = writer_epoch + 1,
            writer_until = clock_timestamp() + make_interval(secs => $4), reserved_seq = reserved_seq + $5
        WHERE tenant_id = $1 AND id = $2 AND (writer IS NULL OR writer_until <= clock_timestamp())
        RETURNING writer_epoch, reserved_seq";
    let values = [
        tx.tenant().0.into(),
        conversation.0.into(),
        process.into(),
        lease.as_secs_f64().into(),
        BLOCK.into(),
    ];
    let Some(row) = tx.conn().query_one_raw(statement(sql, values)).await? else { return Ok(None) };
    let reserved_seq: i64 = row.try_get("", "reserved_seq")?;
    Ok(Some(WriterLease {
        tenant: tx.tenant(),
        conversation,
        process,
        epoch: row.try_get("", "writer_epoch")?,
        last_seq: reserved_seq - BLOCK,
        reserved_seq,
    }))
}

/// Reserves the next block for a writer that has used up its own. `None` when the lease is lost.
pub async fn reserve(tx: &TenantTx, lease: &WriterLease) -> Result<Option<i64>, DbError> {
    let sql = "UPDATE conversations SET reserved_seq = reserved_seq + $4
        WHERE tenant_id = $1 AND id = $2 AND writer_epoch = $3 AND writer IS NOT NULL RETURNING reserved_seq";
    let values = [tx.tenant().0.into(), lease.conversation.0.into(), lease.epoch.into(), BLOCK.into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    row.map(|row| row.try_get("", "reserved_seq").map_err(DbError::from)).transpose()
}

/// Gives the lease back, with the numbers that were not used. The conversation must be locked and have
/// no pending message.
pub async fn release(tx: &TenantTx, lease: &WriterLease) -> Result<(), DbError> {
    let sql = "UPDATE conversations SET writer = NULL, writer_until = NULL, reserved_seq = $4
        WHERE tenant_id = $1 AND id = $2 AND writer_epoch = $3";
    let values =
        [tx.tenant().0.into(), lease.conversation.0.into(), lease.epoch.into(), lease.last_seq.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Notes that the journal tells of the conversation's present state.
pub async fn mark_announced(tx: &TenantTx, conversation: ConversationId) -> Result<(), DbError> {
    let sql = "UPDATE conversations SET announced_status = status WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), conversation.0.into()])).await?;
    Ok(())
}

/// Prolongs the leases that `process` holds on these conversations.
pub async fn renew(
    tx: &SystemTx,
    process: Uuid,
    conversations: &[ConversationId],
    lease: Duration,
) -> Result<(), DbError> {
    let sql = "UPDATE conversations SET writer_until = clock_timestamp() + make_interval(secs => $3)
        WHERE writer = $1 AND id = ANY($2)";
    let ids = uuid_array(conversations.iter().map(|id| id.0));
    tx.conn().execute_raw(statement(sql, [process.into(), ids, lease.as_secs_f64().into()])).await?;
    Ok(())
}

/// Conversations whose writer stopped renewing its lease.
pub async fn abandoned(tx: &SystemTx) -> Result<Vec<(WorkspaceId, ConversationId)>, DbError> {
    let sql = "SELECT tenant_id, id FROM conversations
        WHERE writer IS NOT NULL AND writer_until <= clock_timestamp() ORDER BY writer_until LIMIT 100";
    let rows = tx.conn().query_all_raw(statement(sql, [])).await?;
    rows.iter()
        .map(|row| Ok((WorkspaceId(row.try_get("", "tenant_id")?), ConversationId(row.try_get("", "id")?))))
        .collect()
}

/// Events of one writer that follow each other.
#[derive(Debug, Clone)]
pub struct JournalRow {
    /// Whose.
    pub lease: WriterLease,
    /// In order; never empty.
    pub events: Vec<SequencedEvent>,
}

/// Adds rows of many conversations at once and announces them. Rows of writers that lost their lease are
/// left out.
pub async fn append_batch(tx: &SystemTx, rows: &[JournalRow]) -> Result<(), DbError> {
    let mut columns = Columns::default();
    for row in rows {
        columns.push(row)?;
    }
    let sql = "WITH new AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
                AS n (tenant_id, conversation_id, epoch, first_seq, last_seq, events)
        ), added AS (
            INSERT INTO conversation_events (tenant_id, conversation_id, first_seq, last_seq, events)
            SELECT n.tenant_id, n.conversation_id, n.first_seq, n.last_seq, n.events::jsonb
            FROM new n JOIN conversations c
                ON c.tenant_id = n.tenant_id AND c.id = n.conversation_id AND c.writer_epoch = n.epoch
            RETURNING conversation_id
        )
        SELECT pg_notify($7, id::text || ':' || $8::text)
        FROM (SELECT DISTINCT conversation_id AS id FROM added) a";
    let Some(process) = rows.first().map(|row| row.lease.process) else { return Ok(()) };
    let [tenants, conversations, epochs, first, last, events] = columns.into_values();
    let values =
        [tenants, conversations, epochs, first, last, events, CHANNEL.into(), process.to_string().into()];
    tx.conn().query_all_raw(statement(sql, values)).await?;
    Ok(())
}

/// Adds one row together with the change that it tells of. False when the lease is lost: the caller must
/// then not commit.
pub async fn append(tx: &TenantTx, row: &JournalRow) -> Result<bool, DbError> {
    let (Some(first), Some(last)) = (row.events.first(), row.events.last()) else { return Ok(true) };
    let sql = "WITH added AS (
            INSERT INTO conversation_events (tenant_id, conversation_id, first_seq, last_seq, events)
            SELECT $1, c.id, $4, $5, $6::jsonb FROM conversations c
            WHERE c.tenant_id = $1 AND c.id = $2 AND c.writer_epoch = $3
            RETURNING conversation_id
        )
        SELECT pg_notify($7, conversation_id::text || ':' || $8::text) FROM added";
    let values = [
        tx.tenant().0.into(),
        row.lease.conversation.0.into(),
        row.lease.epoch.into(),
        first.seq.into(),
        last.seq.into(),
        encode(&row.events)?.into(),
        CHANNEL.into(),
        row.lease.process.to_string().into(),
    ];
    Ok(!tx.conn().query_all_raw(statement(sql, values)).await?.is_empty())
}

/// Events after `after`, in order, at most about `limit` rows of them.
pub async fn read(
    tx: &TenantTx,
    conversation: ConversationId,
    after: i64,
    limit: u32,
) -> Result<Vec<SequencedEvent>, DbError> {
    let sql = "SELECT events FROM conversation_events
        WHERE tenant_id = $1 AND conversation_id = $2 AND last_seq > $3 ORDER BY first_seq LIMIT $4";
    let values = [tx.tenant().0.into(), conversation.0.into(), after.into(), i64::from(limit).into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    let mut events = Vec::new();
    for row in rows {
        let stored: serde_json::Value = row.try_get("", "events")?;
        let stored: Vec<SequencedEvent> =
            serde_json::from_value(stored).map_err(|e| DbError::Corrupt(e.to_string()))?;
        events.extend(stored.into_iter().filter(|event| event.seq > after));
    }
    Ok(events)
}

/// The number of the last event in the journal; 0 when there is none.
pub async fn last_seq(tx: &TenantTx, conversation: ConversationId) -> Result<i64, DbError> {
    let sql = "SELECT coalesce(max(last_seq), 0) AS last_seq FROM conversation_events
        WHERE tenant_id = $1 AND conversation_id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), conversation.0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "last_seq").map_err(DbError::from))
}

pub(crate) fn encode(events: &[SequencedEvent]) -> Result<String, DbError> {
    serde_json::to_string(events).map_err(|e| DbError::Corrupt(e.to_string()))
}

fn uuid_array(ids: impl Iterator<Item = Uuid>) -> Value {
    Value::Array(ArrayType::Uuid, Some(Box::new(ids.map(Value::from).collect())))
}

/// The columns of a batch, as arrays for `unnest`.
#[derive(Default)]
struct Columns {
    tenants: Vec<Uuid>,
    conversations: Vec<Uuid>,
    epochs: Vec<i64>,
    first: Vec<i64>,
    last: Vec<i64>,
    events: Vec<String>,
}

impl Columns {
    fn push(&mut self, row: &JournalRow) -> Result<(), DbError> {
        let (Some(first), Some(last)) = (row.events.first(), row.events.last()) else { return Ok(()) };
        self.tenants.push(row.lease.tenant.0);
        self.conversations.push(row.lease.conversation.0);
        self.epochs.push(row.lease.epoch);
        self.first.push(first.seq);
        self.last.push(last.seq);
        self.events.push(encode(&row.events)?);
        Ok(())
    }

    fn into_values(self) -> [Value; 6] {
        let bigints = |numbers: Vec<i64>| {
            Value::Array(ArrayType::BigInt, Some(Box::new(numbers.into_iter().map(Value::from).collect())))
        };
        let texts = Value::Array(
            ArrayType::String,
            Some(Box::new(self.events.into_iter().map(Value::from).collect())),
        );
        [
            uuid_array(self.tenants.into_iter()),
            uuid_array(self.conversations.into_iter()),
            bigints(self.epochs),
            bigints(self.first),
            bigints(self.last),
            texts,
        ]
    }
}
