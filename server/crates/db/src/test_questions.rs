//! Questions with the passage that should be found for them.

use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, TestQuestionId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A question and what should be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestQuestionRecord {
    /// Id.
    pub id: TestQuestionId,
    /// The bot.
    pub bot: BotId,
    /// What is asked.
    pub question: String,
    /// The document of the passage.
    pub document: DocumentId,
    /// The passage as it was then.
    pub chunk: ChunkId,
    /// Title of the document then.
    pub document_title: String,
    /// The passage's words.
    pub passage: String,
    /// Where it was found last, from 1.
    pub rank: Option<i32>,
    /// When it was last looked for.
    pub ran_at: Option<OffsetDateTime>,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

/// Adds one.
pub async fn insert(tx: &TenantTx, new: &TestQuestionRecord) -> Result<(), DbError> {
    let sql = "INSERT INTO test_questions
                   (tenant_id, id, bot_id, question, document_id, chunk_id, document_title, passage, rank, ran_at,
                    created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = [
        tx.tenant().0.into(),
        new.id.0.into(),
        new.bot.0.into(),
        new.question.clone().into(),
        new.document.0.into(),
        new.chunk.0.into(),
        new.document_title.clone().into(),
        new.passage.clone().into(),
        new.rank.into(),
        new.ran_at.into(),
        new.created_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// How many a bot has.
pub async fn count(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "SELECT count(*) AS count FROM test_questions WHERE tenant_id = $1 AND bot_id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "count")?))
}

/// Up to `limit` of a bot, newest first.
pub async fn list(tx: &TenantTx, bot: BotId, limit: u32) -> Result<Vec<TestQuestionRecord>, DbError> {
    let sql = "SELECT id, bot_id, question, document_id, chunk_id, document_title, passage, rank, ran_at, created_at
               FROM test_questions WHERE tenant_id = $1 AND bot_id = $2 ORDER BY id DESC LIMIT $3";
    let values = [tx.tenant().0.into(), bot.0.into(), i64::from(limit).into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(record).collect()
}

/// Lets nobody else run the questions of this bot until the transaction ends. False: somebody does.
pub async fn hold_run(tx: &TenantTx, bot: BotId) -> Result<bool, DbError> {
    let sql = "SELECT pg_try_advisory_xact_lock(hashtext('chatsphere test questions'), hashtext($1)) AS held";
    let row = tx.conn().query_one_raw(statement(sql, [bot.0.to_string().into()])).await?;
    row.map_or(Ok(false), |row| Ok(row.try_get("", "held")?))
}

/// Stores where the passages were found.
pub async fn set_ranks(
    tx: &TenantTx,
    ranks: &[(TestQuestionId, Option<i32>)],
    at: OffsetDateTime,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ranks.iter().map(|(id, _)| id.0).collect();
    // 0 stands for "not found" on the way: an array of this driver holds no NULL.
    let numbers: Vec<i32> = ranks.iter().map(|(_, rank)| rank.unwrap_or(0)).collect();
    let sql = "UPDATE test_questions t SET rank = nullif(r.rank, 0), ran_at = $4
               FROM unnest($2::uuid[], $3::int[]) AS r (id, rank) WHERE t.tenant_id = $1 AND t.id = r.id";
    let values = [tx.tenant().0.into(), ids.into(), numbers.into(), at.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Removes one. False: it is not there.
pub async fn delete(tx: &TenantTx, bot: BotId, id: TestQuestionId) -> Result<bool, DbError> {
    let sql = "DELETE FROM test_questions WHERE tenant_id = $1 AND bot_id = $2 AND id = $3";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

fn record(row: &QueryResult) -> Result<TestQuestionRecord, DbError> {
    Ok(TestQuestionRecord {
        id: TestQuestionId(row.try_get("", "id")?),
        bot: BotId(row.try_get("", "bot_id")?),
        question: row.try_get("", "question")?,
        document: DocumentId(row.try_get("", "document_id")?),
        chunk: ChunkId(row.try_get("", "chunk_id")?),
        document_title: row.try_get("", "document_title")?,
        passage: row.try_get("", "passage")?,
        rank: row.try_get("", "rank")?,
        ran_at: row.try_get("", "ran_at")?,
        created_at: row.try_get("", "created_at")?,
    })
}
