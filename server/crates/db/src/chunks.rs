//! Passages: the rows behind the index.
//!
//! What changes a bot's passages bumps `bot_indexes.version` first. The row's lock puts such
//! transactions of one bot in order, so an index in memory that knows version N finds all that came
//! since as "removals and passages with a version above N". Rows are locked in this order everywhere:
//! job, documents (by external id, then id), bot_indexes.

mod curated;

use std::collections::HashSet;
use std::fmt::Write as _;

use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, JobId};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// The channel on which changes of an index are announced: `<workspace uuid> <bot uuid> <version>`.
pub const CHANNEL: &str = "bot_index";

/// Most rows of one INSERT.
const ROWS_PER_STATEMENT: usize = 500;
/// Most characters of a title that are kept.
const TITLE_CHARS: usize = 300;
/// Separates headings in one array element; taken out of headings.
const HEADING_SEPARATOR: char = '\u{1f}';

/// A document whose passages are ready to be used.
#[derive(Debug, Clone)]
pub struct ReadyDocument {
    /// The document.
    pub id: DocumentId,
    /// Which version of it the passages are made from.
    pub sha256: Vec<u8>,
    /// By content, if it is known better than on arrival.
    pub media_type: Option<String>,
    /// What the document calls itself.
    pub title: Option<String>,
    /// Pages, where the format has them.
    pub pages: Option<i64>,
    /// Pages, from 1, that are pictures nobody could read.
    pub unread_pages: Vec<u32>,
    /// ISO 639-1, detected.
    pub language: Option<String>,
    /// The model that made the vectors; absent when there are none.
    pub embedder: Option<String>,
    /// The passages, in order.
    pub chunks: Vec<NewChunk>,
}

/// A passage to store.
#[derive(Debug, Clone)]
pub struct NewChunk {
    /// Id.
    pub id: ChunkId,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// Page of the original, from 1.
    pub page: Option<i32>,
    /// The passage.
    pub text: String,
    /// Unit length.
    pub embedding: Option<Vec<f32>>,
}

/// What [`replace`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The documents that are ready now. The others are gone, or were replaced meanwhile.
    pub ready: HashSet<DocumentId>,
    /// The new version of the index; absent when nothing was ready.
    pub version: Option<i64>,
}

/// Puts the passages of documents into the index in place of their old ones and makes the documents
/// ready, all at once. A document that is gone, that another job has now or whose original has changed
/// is left out.
pub async fn replace(
    tx: &TenantTx,
    bot: BotId,
    job: JobId,
    ready: &[ReadyDocument],
    now: OffsetDateTime,
) -> Result<Replaced, DbError> {
    let current = lock_current(tx, bot, job, ready).await?;
    let ready: Vec<&ReadyDocument> = ready.iter().filter(|document| current.contains(&document.id)).collect();
    if ready.is_empty() {
        return Ok(Replaced { ready: current, version: None });
    }
    let ids: Vec<DocumentId> = ready.iter().map(|document| document.id).collect();
    let curated = curated::take(tx, &ids).await?;
    let version = remove(tx, bot, &ids, now).await?;
    let rows: Vec<Row<'_>> = ready
        .iter()
        .flat_map(|document| {
            document.chunks.iter().zip(0_i32..).map(move |(chunk, ordinal)| (document, ordinal, chunk))
        })
        .map(|(document, ordinal, chunk)| Row { document, ordinal, chunk })
        .collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        insert(tx, bot, version, rows).await?;
    }
    make_ready(tx, &ready, now).await?;
    curated::put_back(tx, curated, now).await?;
    Ok(Replaced { ready: current, version: Some(version) })
}

/// Takes the passages of these documents out of the index, logs it and announces it. The new version.
pub(crate) async fn remove(
    tx: &TenantTx,
    bot: BotId,
    documents: &[DocumentId],
    now: OffsetDateTime,
) -> Result<i64, DbError> {
    let version = next_version(tx, bot).await?;
    let sql = "WITH gone AS (
                   DELETE FROM chunks WHERE tenant_id = $1 AND document_id = ANY($4) RETURNING document_id)
               INSERT INTO index_removals (tenant_id, bot_id, version, document_id, removed_at)
               SELECT DISTINCT $1::uuid, $2::uuid, $3::bigint, document_id, $5::timestamptz FROM gone";
    let documents: Vec<Uuid> = documents.iter().map(|id| id.0).collect();
    let values = [tx.tenant().0.into(), bot.0.into(), version.into(), documents.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    announce(tx, bot, version).await?;
    Ok(version)
}

/// Has the indexes in memory read a document's passages again: one of them was changed, enabled or
/// disabled. The new version.
pub(crate) async fn reread(
    tx: &TenantTx,
    bot: BotId,
    document: DocumentId,
    now: OffsetDateTime,
) -> Result<i64, DbError> {
    let version = next_version(tx, bot).await?;
    let sql = "WITH moved AS (UPDATE chunks SET version = $3 WHERE tenant_id = $1 AND document_id = $4)
               INSERT INTO index_removals (tenant_id, bot_id, version, document_id, removed_at)
               VALUES ($1, $2, $3, $4, $5)";
    let values = [tx.tenant().0.into(), bot.0.into(), version.into(), document.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    announce(tx, bot, version).await?;
    Ok(version)
}

/// Tells the processes that hold this bot's index.
async fn announce(tx: &TenantTx, bot: BotId, version: i64) -> Result<(), DbError> {
    let news = format!("{} {} {version}", tx.tenant().0, bot.0);
    tx.conn().execute_raw(statement("SELECT pg_notify($1, $2)", [CHANNEL.into(), news.into()])).await?;
    Ok(())
}

/// Takes the passages of documents out of the indexes in memory and leaves them where they are.
pub(crate) async fn hide(
    tx: &TenantTx,
    bot: BotId,
    documents: &[DocumentId],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if documents.is_empty() {
        return Ok(());
    }
    let version = next_version(tx, bot).await?;
    let sql = "INSERT INTO index_removals (tenant_id, bot_id, version, document_id, removed_at)
               SELECT $1, $2, $3, document_id, $5 FROM unnest($4::uuid[]) AS gone (document_id)";
    tell(tx, bot, version, documents, now, sql).await
}

/// Has the indexes in memory read the passages of documents again.
pub(crate) async fn show(
    tx: &TenantTx,
    bot: BotId,
    documents: &[DocumentId],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if documents.is_empty() {
        return Ok(());
    }
    let version = next_version(tx, bot).await?;
    // Removed first: a passage must not be in an index twice.
    let sql = "WITH moved AS (
                   UPDATE chunks SET version = $3, bot_id = $2 WHERE tenant_id = $1 AND document_id = ANY($4))
               INSERT INTO index_removals (tenant_id, bot_id, version, document_id, removed_at)
               SELECT $1, $2, $3, document_id, $5 FROM unnest($4::uuid[]) AS again (document_id)";
    tell(tx, bot, version, documents, now, sql).await
}

async fn tell(
    tx: &TenantTx,
    bot: BotId,
    version: i64,
    documents: &[DocumentId],
    now: OffsetDateTime,
    sql: &str,
) -> Result<(), DbError> {
    let documents: Vec<Uuid> = documents.iter().map(|id| id.0).collect();
    let values = [tx.tenant().0.into(), bot.0.into(), version.into(), documents.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    let news = format!("{} {} {version}", tx.tenant().0, bot.0);
    tx.conn().execute_raw(statement("SELECT pg_notify($1, $2)", [CHANNEL.into(), news.into()])).await?;
    Ok(())
}

/// The next version of a bot's index, held against others to the end of the transaction.
async fn next_version(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "INSERT INTO bot_indexes AS i (tenant_id, bot_id, version) VALUES ($1, $2, 1)
               ON CONFLICT (tenant_id, bot_id) DO UPDATE SET version = i.version + 1 RETURNING version";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    let row = row.ok_or_else(|| DbError::Corrupt("an upsert returned no row".to_owned()))?;
    Ok(row.try_get("", "version")?)
}

/// Locks the documents that are still as they were when the job read them.
async fn lock_current(
    tx: &TenantTx,
    bot: BotId,
    job: JobId,
    ready: &[ReadyDocument],
) -> Result<HashSet<DocumentId>, DbError> {
    let sql = "SELECT d.id, d.sha256 FROM documents d
               WHERE d.tenant_id = $1 AND d.bot_id = $2 AND d.job_id = $3 AND d.id = ANY($4)
                   AND d.status IN ('queued', 'processing')
               ORDER BY d.external_id COLLATE \"C\", d.id FOR UPDATE";
    let ids: Vec<Uuid> = ready.iter().map(|document| document.id.0).collect();
    let values = [tx.tenant().0.into(), bot.0.into(), job.0.into(), ids.into()];
    let mut stored: HashSet<(DocumentId, Vec<u8>)> = HashSet::new();
    for row in tx.conn().query_all_raw(statement(sql, values)).await? {
        stored.insert((DocumentId(row.try_get("", "id")?), row.try_get("", "sha256")?));
    }
    let same = |document: &&ReadyDocument| stored.contains(&(document.id, document.sha256.clone()));
    Ok(ready.iter().filter(same).map(|document| document.id).collect())
}

/// A passage on its way into the table.
struct Row<'a> {
    document: &'a ReadyDocument,
    ordinal: i32,
    chunk: &'a NewChunk,
}

async fn insert(tx: &TenantTx, bot: BotId, version: i64, rows: &[Row<'_>]) -> Result<(), DbError> {
    // Arrays cannot carry NULL on this path: the empty string and page 0 stand for it.
    let sql = "INSERT INTO chunks (tenant_id, bot_id, version, id, document_id, ordinal, heading_path, page,
                   language, text, embedding, embedder)
               SELECT $1, $2, $3, r.id, r.document_id, r.ordinal, string_to_array(r.headings, E'\\x1f'),
                   nullif(r.page, 0), nullif(r.language, ''), r.text, nullif(r.embedding, '')::halfvec,
                   nullif(r.embedder, '')
               FROM unnest($4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::int[], $9::text[], $10::text[],
                   $11::text[], $12::text[])
                   AS r (id, document_id, ordinal, headings, page, language, text, embedding, embedder)";
    let texts = |get: fn(&Row<'_>) -> String| -> Vec<String> { rows.iter().map(get).collect() };
    let numbers = |get: fn(&Row<'_>) -> i32| -> Vec<i32> { rows.iter().map(get).collect() };
    let ids = |get: fn(&Row<'_>) -> Uuid| -> Vec<Uuid> { rows.iter().map(get).collect() };
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        version.into(),
        ids(|row| row.chunk.id.0).into(),
        ids(|row| row.document.id.0).into(),
        numbers(|row| row.ordinal).into(),
        texts(headings).into(),
        numbers(|row| row.chunk.page.unwrap_or(0)).into(),
        texts(|row| row.document.language.clone().unwrap_or_default()).into(),
        texts(|row| storable(&row.chunk.text)).into(),
        texts(|row| row.chunk.embedding.as_deref().map(halfvec_text).unwrap_or_default()).into(),
        texts(embedder).into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

async fn make_ready(tx: &TenantTx, ready: &[&ReadyDocument], now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE documents d SET status = 'ready', stage = NULL, stage_done = 0, stage_total = 0,
                   error_code = NULL, error_message = NULL, chunk_count = r.chunk_count,
                   indexed_version = d.version,
                   media_type = coalesce(nullif(r.media_type, ''), d.media_type), pages = nullif(r.pages, 0),
                   language = nullif(r.language, ''), title = nullif(r.title, ''), updated_at = $8,
                   unread_pages = string_to_array(r.unread_pages, ',')::integer[]
               FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $9::text[])
                   AS r (id, chunk_count, media_type, pages, language, title, unread_pages)
               WHERE d.tenant_id = $1 AND d.id = r.id";
    let ids: Vec<Uuid> = ready.iter().map(|document| document.id.0).collect();
    let counts: Vec<i64> =
        ready.iter().map(|document| i64::try_from(document.chunks.len()).unwrap_or(i64::MAX)).collect();
    let media_types: Vec<String> =
        ready.iter().map(|document| document.media_type.clone().unwrap_or_default()).collect();
    let pages: Vec<i64> = ready.iter().map(|document| document.pages.unwrap_or(0)).collect();
    let languages: Vec<String> =
        ready.iter().map(|document| document.language.clone().unwrap_or_default()).collect();
    let titles: Vec<String> = ready.iter().map(|document| title(document)).collect();
    // Lists of lists do not go into one parameter.
    let list = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let unread: Vec<String> = ready.iter().map(|document| list(&document.unread_pages)).collect();
    let values = [
        tx.tenant().0.into(),
        ids.into(),
        counts.into(),
        media_types.into(),
        pages.into(),
        languages.into(),
        titles.into(),
        now.into(),
        unread.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The title as it is shown: one line of bounded length.
fn title(document: &ReadyDocument) -> String {
    let words =
        document.title.as_deref().unwrap_or_default().split(|c: char| c.is_whitespace() || c.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(TITLE_CHARS).collect()
}

fn headings(row: &Row<'_>) -> String {
    let clean = |heading: &String| heading.replace(['\0', HEADING_SEPARATOR], " ");
    let path: Vec<String> = row.chunk.heading_path.iter().map(clean).collect();
    path.join(&HEADING_SEPARATOR.to_string())
}

fn embedder(row: &Row<'_>) -> String {
    let made_by = row.chunk.embedding.as_ref().and(row.document.embedder.clone());
    made_by.unwrap_or_default()
}

/// PostgreSQL's text cannot hold NUL.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "")
}

/// A vector as pgvector reads it. Five decimals are finer than the 11 bits that a half keeps of numbers
/// in a unit vector.
pub(crate) fn halfvec_text(vector: &[f32]) -> String {
    let mut out = String::with_capacity(vector.len() * 9 + 2);
    out.push('[');
    for (place, value) in vector.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        // Writing into a String cannot fail.
        let _ = write!(out, "{value:.5}");
    }
    out.push(']');
    out
}
