//! The figures of a workspace's first page. A question is counted by the answer that was begun for it.

use chatsphere_contract::ids::{BotId, ConversationId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Counts of the whole workspace, and how far its newest bot is set up.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Bots.
    pub bots: i64,
    /// Documents in use.
    pub documents_ready: i64,
    /// Documents that failed.
    pub documents_failed: i64,
    /// Documents on their way.
    pub documents_in_progress: i64,
    /// The newest bot.
    pub newest_bot: Option<BotId>,
    /// Something was asked in the playground.
    pub tried: bool,
    /// The newest bot's appearance was changed.
    pub branded: bool,
    /// A page asked for the newest bot.
    pub installed: bool,
}

/// Conversations and questions of the last week.
#[derive(Debug, Clone, Copy, Default)]
pub struct Week {
    /// Conversations of the last 7 days.
    pub conversations: i64,
    /// Questions of the last 7 days.
    pub questions: i64,
    /// Of those, answered from documents.
    pub answered: i64,
    /// Questions of the 7 days before.
    pub questions_before: i64,
}

/// Questions of a day.
#[derive(Debug, Clone)]
pub struct Day {
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// All.
    pub questions: i64,
    /// Answered from documents.
    pub answered: i64,
}

/// A question that the documents did not answer.
#[derive(Debug, Clone)]
pub struct Unanswered {
    /// In the visitor's words.
    pub text: String,
    /// The bot.
    pub bot: BotId,
    /// Where.
    pub conversation: ConversationId,
    /// When.
    pub asked_at: OffsetDateTime,
}

/// Counts and set-up.
pub async fn totals(tx: &TenantTx) -> Result<Totals, DbError> {
    let sql = "
        WITH newest AS (SELECT id, branded_at FROM bots WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1)
        SELECT (SELECT count(*) FROM bots WHERE tenant_id = $1) AS bots,
               d.ready, d.failed, d.in_progress,
               (SELECT id FROM newest) AS newest_bot,
               EXISTS (SELECT FROM conversations c JOIN messages m
                       ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                       WHERE c.tenant_id = $1 AND c.channel = 'playground') AS tried,
               EXISTS (SELECT FROM newest WHERE branded_at IS NOT NULL) AS branded,
               EXISTS (SELECT FROM bot_origins o JOIN newest n ON n.id = o.bot_id
                       WHERE o.tenant_id = $1 AND o.allowed) AS installed
        FROM (SELECT count(*) FILTER (WHERE status = 'ready' AND enabled AND tombstoned_at IS NULL) AS ready,
                     count(*) FILTER (WHERE status = 'failed') AS failed,
                     count(*) FILTER (WHERE status IN ('queued', 'processing')) AS in_progress
              FROM documents WHERE tenant_id = $1 AND deleted_at IS NULL) d";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into()])).await?;
    let Some(row) = row else { return Ok(Totals::default()) };
    let newest_bot: Option<sea_orm::prelude::Uuid> = row.try_get("", "newest_bot")?;
    Ok(Totals {
        bots: row.try_get("", "bots")?,
        documents_ready: row.try_get("", "ready")?,
        documents_failed: row.try_get("", "failed")?,
        documents_in_progress: row.try_get("", "in_progress")?,
        newest_bot: newest_bot.map(BotId),
        tried: row.try_get("", "tried")?,
        branded: row.try_get("", "branded")?,
        installed: row.try_get("", "installed")?,
    })
}

/// The week up to `now`, and the one before.
pub async fn week(tx: &TenantTx, now: OffsetDateTime) -> Result<Week, DbError> {
    let sql = "
        SELECT (SELECT count(*) FROM conversations
                WHERE tenant_id = $1 AND last_message_at > $2 - interval '7 days') AS conversations,
               count(*) FILTER (WHERE created_at > $2 - interval '7 days') AS questions,
               count(*) FILTER (WHERE created_at > $2 - interval '7 days' AND answered) AS answered,
               count(*) FILTER (WHERE created_at <= $2 - interval '7 days') AS questions_before
        FROM messages
        WHERE tenant_id = $1 AND role = 'assistant' AND created_at > $2 - interval '14 days'";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), now.into()])).await?;
    let Some(row) = row else { return Ok(Week::default()) };
    Ok(Week {
        conversations: row.try_get("", "conversations")?,
        questions: row.try_get("", "questions")?,
        answered: row.try_get("", "answered")?,
        questions_before: row.try_get("", "questions_before")?,
    })
}

/// The last 14 days, oldest first, days without a question included.
pub async fn days(tx: &TenantTx, now: OffsetDateTime) -> Result<Vec<Day>, DbError> {
    let sql = "
        SELECT to_char(d.day, 'YYYY-MM-DD') AS day, count(m.id) AS questions,
               count(m.id) FILTER (WHERE m.answered) AS answered
        FROM generate_series(date_trunc('day', $2::timestamptz AT TIME ZONE 'UTC') - interval '13 days',
                             date_trunc('day', $2::timestamptz AT TIME ZONE 'UTC'), interval '1 day') AS d(day)
        LEFT JOIN messages m ON m.tenant_id = $1 AND m.role = 'assistant'
             AND m.created_at >= d.day AT TIME ZONE 'UTC'
             AND m.created_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
        GROUP BY d.day ORDER BY d.day";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), now.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(Day {
                day: row.try_get("", "day")?,
                questions: row.try_get("", "questions")?,
                answered: row.try_get("", "answered")?,
            })
        })
        .collect()
}

/// The latest questions that the documents did not answer, newest first.
pub async fn unanswered(tx: &TenantTx, limit: i64) -> Result<Vec<Unanswered>, DbError> {
    let sql = "
        SELECT q.text, c.bot_id, c.id AS conversation_id, q.created_at
        FROM messages a
        JOIN messages q ON q.tenant_id = a.tenant_id AND q.id = a.reply_to
        JOIN conversations c ON c.tenant_id = a.tenant_id AND c.id = a.conversation_id
        WHERE a.tenant_id = $1 AND a.role = 'assistant' AND a.answered = false
            -- Where a budget kept everybody from answering, nothing is known of the documents.
            AND coalesce(a.trace->'limit'->>'at_limit', 'built_in') = 'built_in'
        ORDER BY a.created_at DESC, a.id DESC LIMIT $2";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), limit.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(Unanswered {
                text: row.try_get("", "text")?,
                bot: BotId(row.try_get("", "bot_id")?),
                conversation: ConversationId(row.try_get("", "conversation_id")?),
                asked_at: row.try_get("", "created_at")?,
            })
        })
        .collect()
}
