//! Answers written by people, with the question that each answers.

use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_contract::questions::QuestionStatus;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A question and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionRecord {
    /// Id.
    pub id: QuestionId,
    /// The bot.
    pub bot: BotId,
    /// What is asked.
    pub question: String,
    /// What is said.
    pub answer: String,
    /// Whether it is given.
    pub status: QuestionStatus,
    /// Words to order by.
    pub tags: Vec<String>,
    /// How often it was given.
    pub hits: i64,
    /// When it was last given.
    pub last_used_at: Option<OffsetDateTime>,
    /// Raised by each change.
    pub version: i32,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
}

/// What a question is found by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionIndex {
    /// Its terms.
    pub terms: Vec<String>,
    /// Its vector and who made it.
    pub vector: Option<(Vec<f32>, String)>,
}

/// A pair that may answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The pair.
    pub record: QuestionRecord,
    /// Terms of its question.
    pub terms: Vec<String>,
    /// Cosine with the question asked, when both have a vector of one embedder.
    pub cosine: Option<f32>,
}

const COLUMNS: &str =
    "id, bot_id, question, answer, status, tags, hits, last_used_at, version, created_at, updated_at";

/// Adds one.
pub async fn insert(tx: &TenantTx, new: &QuestionRecord, index: &QuestionIndex) -> Result<(), DbError> {
    let sql = "INSERT INTO questions
                   (tenant_id, id, bot_id, question, answer, status, tags, version, created_at, updated_at, terms,
                    embedding, embedder)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11::text::halfvec, $12)";
    let (vector, embedder) = vector(index);
    let values = [
        tx.tenant().0.into(),
        new.id.0.into(),
        new.bot.0.into(),
        new.question.clone().into(),
        new.answer.clone().into(),
        new.status.as_str().into(),
        new.tags.clone().into(),
        new.version.into(),
        new.created_at.into(),
        index.terms.clone().into(),
        vector,
        embedder,
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Adds many, without vectors.
pub async fn insert_all(tx: &TenantTx, new: &[(QuestionRecord, QuestionIndex)]) -> Result<(), DbError> {
    let sql = "INSERT INTO questions
                   (tenant_id, id, bot_id, question, answer, status, tags, version, created_at, updated_at, terms)
               SELECT $1, n.id, n.bot_id, n.question, n.answer, n.status, n.tags, n.version, n.created_at,
                   n.created_at, n.terms
               FROM jsonb_to_recordset($2) AS n (id uuid, bot_id uuid, question text, answer text, status text,
                   tags text[], version int, created_at timestamptz, terms text[])";
    let rows: Vec<serde_json::Value> = new
        .iter()
        .map(|(record, index)| {
            serde_json::json!({
                "id": record.id.0,
                "bot_id": record.bot.0,
                "question": record.question,
                "answer": record.answer,
                "status": record.status.as_str(),
                "tags": record.tags,
                "version": record.version,
                "created_at": chatsphere_kernel::clock::rfc3339(record.created_at),
                "terms": index.terms,
            })
        })
        .collect();
    let values = [tx.tenant().0.into(), serde_json::Value::Array(rows).into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Lets nobody else add questions to this bot until the transaction ends, so that a [`count`] stays true.
pub async fn hold_count(tx: &TenantTx, bot: BotId) -> Result<(), DbError> {
    let sql = "SELECT pg_advisory_xact_lock(hashtext('chatsphere questions'), hashtext($1))";
    tx.conn().execute_raw(statement(sql, [bot.0.to_string().into()])).await?;
    Ok(())
}

/// Writes one back, if it is still at the version before. False: it is not there, or was changed meanwhile.
/// Without an index it keeps the one that it has: it is worded as it was.
pub async fn update(
    tx: &TenantTx,
    changed: &QuestionRecord,
    index: Option<&QuestionIndex>,
) -> Result<bool, DbError> {
    let sql = "UPDATE questions SET question = $4, answer = $5, status = $6, tags = $7, version = $8,
                   updated_at = $9, terms = CASE WHEN $13 THEN $10 ELSE terms END,
                   embedding = CASE WHEN $13 THEN $11::text::halfvec ELSE embedding END,
                   embedder = CASE WHEN $13 THEN $12 ELSE embedder END
               WHERE tenant_id = $1 AND bot_id = $2 AND id = $3 AND version = $8 - 1";
    let is_new = index.is_some();
    let nothing = QuestionIndex::default();
    let index = index.unwrap_or(&nothing);
    let (vector, embedder) = vector(index);
    let values = [
        tx.tenant().0.into(),
        changed.bot.0.into(),
        changed.id.0.into(),
        changed.question.clone().into(),
        changed.answer.clone().into(),
        changed.status.as_str().into(),
        changed.tags.clone().into(),
        changed.version.into(),
        changed.updated_at.into(),
        index.terms.clone().into(),
        vector,
        embedder,
        is_new.into(),
    ];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// One of a bot.
pub async fn find(tx: &TenantTx, bot: BotId, id: QuestionId) -> Result<Option<QuestionRecord>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM questions WHERE tenant_id = $1 AND bot_id = $2 AND id = $3");
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(record).transpose()
}

/// Which pairs of a bot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionFilter {
    /// Only these.
    pub status: Option<QuestionStatus>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only with these letters in question or answer.
    pub text: Option<String>,
}

/// Up to `limit` of a bot, newest first, older than `before`.
pub async fn page(
    tx: &TenantTx,
    bot: BotId,
    filter: &QuestionFilter,
    before: Option<QuestionId>,
    limit: u64,
) -> Result<Vec<QuestionRecord>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM questions
         WHERE tenant_id = $1 AND bot_id = $2
             AND ($3::uuid IS NULL OR id < $3) AND ($4::text IS NULL OR status = $4)
             AND ($5::text IS NULL OR $5 = ANY(tags))
             AND ($6::text IS NULL OR strpos(lower(question || ' ' || answer), lower($6)) > 0)
         ORDER BY id DESC LIMIT $7"
    );
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        before.map(|id| id.0).into(),
        filter.status.map(|status| status.as_str().to_owned()).into(),
        filter.tag.clone().into(),
        filter.text.clone().into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().map(record).collect()
}

/// How many a bot has.
pub async fn count(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "SELECT count(*) AS count FROM questions WHERE tenant_id = $1 AND bot_id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "count")?))
}

/// Removes one. False: it is not there.
pub async fn delete(tx: &TenantTx, bot: BotId, id: QuestionId) -> Result<bool, DbError> {
    let sql = "DELETE FROM questions WHERE tenant_id = $1 AND bot_id = $2 AND id = $3";
    let values = [tx.tenant().0.into(), bot.0.into(), id.0.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// Approved pairs that may answer a question: the nearest by vector and those that share most terms. Of a bot
/// that answers only from what has certain tags, only those with one of them.
pub async fn candidates(
    tx: &TenantTx,
    bot: BotId,
    asked: &QuestionIndex,
    limit: u32,
) -> Result<Vec<Candidate>, DbError> {
    let sql = format!(
        "WITH approved AS (
             SELECT id, CASE WHEN embedder = $4 THEN (1 - (embedding <=> $3::text::halfvec))::real END AS cosine,
                 (SELECT count(*) FROM unnest(terms) AS t WHERE t = ANY($5))::real
                     / greatest(cardinality(terms), 1) AS shared
             FROM questions q WHERE tenant_id = $1 AND bot_id = $2 AND status = 'approved'
                 AND EXISTS (SELECT FROM bots b WHERE b.tenant_id = $1 AND b.id = $2
                             AND (b.answer_tags = '{{}}' OR q.tags && b.answer_tags))
         ), best AS (
             (SELECT id, cosine FROM approved WHERE cosine IS NOT NULL ORDER BY cosine DESC, id LIMIT $6)
             UNION
             (SELECT id, cosine FROM approved WHERE shared > 0 ORDER BY shared DESC, id LIMIT $6)
         )
         SELECT {COLUMNS}, terms, cosine FROM best JOIN questions USING (id) WHERE tenant_id = $1"
    );
    let (vector, embedder) = vector(asked);
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        vector,
        embedder,
        asked.terms.clone().into(),
        i64::from(limit).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                record: record(row)?,
                terms: row.try_get("", "terms")?,
                cosine: row.try_get("", "cosine")?,
            })
        })
        .collect()
}

/// Up to `limit` approved questions that begin with what was typed in lower case, or have a word that does.
pub async fn beginning_with(
    tx: &TenantTx,
    bot: BotId,
    typed: &str,
    limit: u32,
) -> Result<Vec<String>, DbError> {
    let escaped = typed.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let sql = "SELECT question FROM questions
               WHERE tenant_id = $1 AND bot_id = $2 AND status = 'approved'
                   AND (lower(question) LIKE $3 OR lower(question) LIKE $4)
               ORDER BY hits DESC, question LIMIT $5";
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        format!("{escaped}%").into(),
        format!("% {escaped}%").into(),
        i64::from(limit).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "question")?)).collect()
}

/// Up to `limit` questions whose vector is not by this embedder, after the one named.
pub async fn without_vector(
    tx: &TenantTx,
    bot: BotId,
    embedder: &str,
    after: Option<QuestionId>,
    limit: u32,
) -> Result<Vec<(QuestionId, String)>, DbError> {
    let sql = "SELECT id, question FROM questions
               WHERE tenant_id = $1 AND bot_id = $2 AND embedder IS DISTINCT FROM $3
                   AND ($5::uuid IS NULL OR id > $5) ORDER BY id LIMIT $4";
    let after = after.map(|id| id.0);
    let values = [tx.tenant().0.into(), bot.0.into(), embedder.into(), i64::from(limit).into(), after.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok((QuestionId(row.try_get("", "id")?), row.try_get("", "question")?))).collect()
}

/// The bots that have questions whose vector is not by this embedder.
pub async fn bots_without_vector(tx: &TenantTx, embedder: &str) -> Result<Vec<BotId>, DbError> {
    let sql = "SELECT DISTINCT bot_id FROM questions
               WHERE tenant_id = $1 AND embedder IS DISTINCT FROM $2 ORDER BY bot_id";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), embedder.into()])).await?;
    rows.iter().map(|row| Ok(BotId(row.try_get("", "bot_id")?))).collect()
}

/// Gives a question its vector, unless it was worded anew meanwhile.
pub async fn set_vector(
    tx: &TenantTx,
    id: QuestionId,
    question: &str,
    vector_of: (Vec<f32>, String),
) -> Result<(), DbError> {
    let sql = "UPDATE questions SET embedding = $4::text::halfvec, embedder = $5
               WHERE tenant_id = $1 AND id = $2 AND question = $3";
    let (vector, embedder) = vector(&QuestionIndex { terms: Vec::new(), vector: Some(vector_of) });
    let values = [tx.tenant().0.into(), id.0.into(), question.into(), vector, embedder];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Counts that a pair was given.
pub async fn count_use(tx: &TenantTx, id: QuestionId, at: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE questions SET hits = hits + 1, last_used_at = $3 WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into(), at.into()])).await?;
    Ok(())
}

/// pgvector's text form, and the embedder's name.
fn vector(index: &QuestionIndex) -> (Value, Value) {
    match &index.vector {
        Some((numbers, embedder)) => {
            let numbers: Vec<String> = numbers.iter().map(f32::to_string).collect();
            (format!("[{}]", numbers.join(",")).into(), embedder.clone().into())
        }
        None => (None::<String>.into(), None::<String>.into()),
    }
}

fn record(row: &QueryResult) -> Result<QuestionRecord, DbError> {
    let status: String = row.try_get("", "status")?;
    Ok(QuestionRecord {
        id: QuestionId(row.try_get("", "id")?),
        bot: BotId(row.try_get("", "bot_id")?),
        question: row.try_get("", "question")?,
        answer: row.try_get("", "answer")?,
        status: QuestionStatus::parse(&status)
            .ok_or_else(|| DbError::Corrupt(format!("the question status {status}")))?,
        tags: row.try_get("", "tags")?,
        hits: row.try_get("", "hits")?,
        last_used_at: row.try_get("", "last_used_at")?,
        version: row.try_get("", "version")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
