//! What indexes in memory are made from, and the passages behind their hits.

use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, SourceId};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A passage as an index wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexChunk {
    /// The passage.
    pub id: ChunkId,
    /// Its document.
    pub document: DocumentId,
    /// Title of the document, or else its name.
    pub document_title: String,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// ISO 639-1, detected.
    pub language: Option<String>,
    /// The passage.
    pub text: String,
    /// Its vector, if the embedder that was asked for made it.
    pub embedding: Option<Vec<f32>>,
    /// The version of the index that it came with.
    pub version: i64,
}

/// Characters of a section's beginning that are read.
const SECTION_CHARS: i32 = 500;
/// Characters up to which a passage is so small that it may need that to be understood.
const SMALL_CHARS: i32 = 800;

/// Which changes of an index to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionRange {
    /// Known already.
    pub after: i64,
    /// The newest wanted. What is committed meanwhile is left for the next time.
    pub up_to: i64,
}

/// A passage as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageRecord {
    /// The passage.
    pub id: ChunkId,
    /// Its document.
    pub document: DocumentId,
    /// The importer's id of the document.
    pub external_id: Option<String>,
    /// Name of the document.
    pub document_name: String,
    /// Title of the document, or else its name.
    pub document_title: String,
    /// Where the original can be read.
    pub url: Option<String>,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// Page of the original, from 1.
    pub page: Option<i32>,
    /// The passage.
    pub text: String,
}

/// Where a bot's index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexState {
    /// Its version.
    pub version: i64,
    /// The model that the workspace chose; nothing: the install's.
    pub chosen: Option<ChosenEmbedder>,
}

/// The model whose vectors an index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenEmbedder {
    /// Names it beside its vectors.
    pub embedder: String,
    /// Languages that it knows; none: any.
    pub languages: Vec<String>,
    /// Changes when vectors were added to passages that indexes in memory have already.
    pub generation: String,
}

/// Where a bot's index is; `None`: the workspace has no such bot.
pub async fn version(tx: &TenantTx, bot: BotId) -> Result<Option<IndexState>, DbError> {
    let sql = "SELECT coalesce(i.version, 0) AS version, e.embedder, e.languages,
                   e.activated_at::text AS generation
               FROM bots b LEFT JOIN bot_indexes i ON i.tenant_id = b.tenant_id AND i.bot_id = b.id
               LEFT JOIN embedders e ON e.tenant_id = b.tenant_id AND e.state = 'active'
               WHERE b.tenant_id = $1 AND b.id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.as_ref().map(index_state).transpose()
}

/// Where the index is whose state this row has, with the columns of [`version`].
pub(crate) fn index_state(row: &QueryResult) -> Result<IndexState, DbError> {
    let embedder: Option<String> = row.try_get("", "embedder")?;
    let chosen = match embedder {
        Some(embedder) => Some(ChosenEmbedder {
            embedder,
            languages: row.try_get::<Option<Vec<String>>>("", "languages")?.unwrap_or_default(),
            generation: row.try_get::<Option<String>>("", "generation")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(IndexState { version: row.try_get("", "version")?, chosen })
}

/// Documents that lost their passages in these versions.
pub async fn removals(tx: &TenantTx, bot: BotId, range: VersionRange) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT DISTINCT document_id FROM index_removals
               WHERE tenant_id = $1 AND bot_id = $2 AND version > $3 AND version <= $4";
    let values = [tx.tenant().0.into(), bot.0.into(), range.after.into(), range.up_to.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(DocumentId(row.try_get("", "document_id")?))).collect()
}

/// The version up to which removals are not kept any more. Asked after [`removals`], it says whether they
/// were all.
pub async fn removals_pruned_to(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "SELECT removals_pruned_to FROM bot_indexes WHERE tenant_id = $1 AND bot_id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "removals_pruned_to").map_err(DbError::from))
}

/// Up to `limit` passages of these versions, by version and id, after the one named. `embedder` says whose
/// vectors are wanted; others cannot be compared with its.
pub async fn chunks(
    tx: &TenantTx,
    bot: BotId,
    range: VersionRange,
    after: Option<(i64, ChunkId)>,
    embedder: Option<&str>,
    limit: u32,
) -> Result<Vec<IndexChunk>, DbError> {
    let (after_version, after_id) = after.map_or((range.after, Uuid::max()), |(version, id)| (version, id.0));
    let sql = "SELECT c.id, c.document_id, c.heading_path, c.language, c.text, c.version,
                   coalesce(d.title, d.name) AS title,
                   CASE WHEN c.embedder = $6 THEN halfvec_send(c.embedding) ELSE (
                       SELECT halfvec_send(v.embedding) FROM chunk_vectors v
                       WHERE v.tenant_id = c.tenant_id AND v.chunk_id = c.id AND v.embedder = $6)
                   END AS embedding
               FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
               WHERE c.tenant_id = $1 AND c.bot_id = $2 AND c.enabled AND c.version <= $3
                   AND d.enabled AND d.deleted_at IS NULL
                   AND c.version >= $4 AND (c.version, c.id) > ($4, $5)
               ORDER BY c.version, c.id LIMIT $7";
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        range.up_to.into(),
        after_version.into(),
        after_id.into(),
        embedder.map(str::to_owned).into(),
        i64::from(limit).into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(index_chunk).collect()
}

/// The passages of these that are still there, in no order.
pub async fn passages(tx: &TenantTx, bot: BotId, ids: &[ChunkId]) -> Result<Vec<PassageRecord>, DbError> {
    Ok(passages_around(tx, bot, ids, &[]).await?.0)
}

/// The passages of these that are still there, in no order, and what stands around those of `first`: one
/// statement, for somebody waits.
pub async fn passages_around(
    tx: &TenantTx,
    bot: BotId,
    ids: &[ChunkId],
    first: &[ChunkId],
) -> Result<(Vec<PassageRecord>, Vec<Surroundings>), DbError> {
    let sql = "SELECT c.id, c.document_id, c.heading_path, c.page, c.text, d.external_id, d.name,
                   coalesce(d.title, d.name) AS title, d.url, b.text AS before, a.text AS after, s.text AS section
               FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
               LEFT JOIN chunks b ON b.tenant_id = c.tenant_id AND b.document_id = c.document_id
                   AND b.ordinal = c.ordinal - 1 AND b.enabled AND b.heading_path = c.heading_path
                   AND c.id = ANY($4)
               LEFT JOIN chunks a ON a.tenant_id = c.tenant_id AND a.document_id = c.document_id
                   AND a.ordinal = c.ordinal + 1 AND a.enabled AND a.heading_path = c.heading_path
                   AND c.id = ANY($4)
               LEFT JOIN LATERAL (
                   SELECT left(f.text, $5) AS text FROM chunks f
                   WHERE f.tenant_id = c.tenant_id AND f.document_id = c.document_id AND f.enabled
                       AND c.id = ANY($4) AND length(c.text) <= $6
                       AND (f.heading_path = c.heading_path AND f.ordinal < c.ordinal - 1
                           OR f.heading_path = c.heading_path[1:cardinality(c.heading_path) - 1] AND f.ordinal < c.ordinal)
                       AND cardinality(f.heading_path) > 0 AND cardinality(c.heading_path) > 0
                   ORDER BY cardinality(f.heading_path) DESC, f.ordinal LIMIT 1
               ) s ON true
               WHERE c.tenant_id = $1 AND c.id = ANY($2) AND c.bot_id = $3 AND c.enabled
                   AND d.enabled AND d.deleted_at IS NULL";
    let uuids = |ids: &[ChunkId]| ids.iter().map(|id| id.0).collect::<Vec<Uuid>>();
    let values = [
        tx.tenant().0.into(),
        uuids(ids).into(),
        bot.0.into(),
        uuids(first).into(),
        SECTION_CHARS.into(),
        SMALL_CHARS.into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    let (mut records, mut around) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in &rows {
        let record = passage(row)?;
        if first.contains(&record.id) {
            let (before, after) = (row.try_get("", "before")?, row.try_get("", "after")?);
            around.push(Surroundings { id: record.id, before, after, section: row.try_get("", "section")? });
        }
        records.push(record);
    }
    Ok((records, around))
}

/// The passages that people pinned for every answer of this bot, in the order of pinning.
pub async fn pinned(tx: &TenantTx, bot: BotId, limit: u32) -> Result<Vec<PassageRecord>, DbError> {
    let sql = "SELECT c.id, c.document_id, c.heading_path, c.page, c.text, d.external_id, d.name,
                   coalesce(d.title, d.name) AS title, d.url
               FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
               WHERE c.tenant_id = $1 AND c.bot_id = $2 AND c.pinned_at IS NOT NULL AND c.enabled
                   AND d.enabled AND d.deleted_at IS NULL
               ORDER BY c.pinned_at, c.id LIMIT $3";
    let values = [tx.tenant().0.into(), bot.0.into(), i64::from(limit).into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(passage).collect()
}

/// Where a document came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentSource {
    /// A file.
    Upload,
    /// A line of an import.
    Import,
    /// A page of a web source.
    Web,
    /// A page of this web source.
    One(SourceId),
}

/// Which documents; what is absent does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// With this tag.
    pub tag: Option<String>,
    /// Of this media type.
    pub media_type: Option<String>,
    /// From there.
    pub source: Option<DocumentSource>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Added on this day or later, UTC.
    pub from: Option<time::Date>,
    /// Added on this day or earlier, UTC.
    pub until: Option<time::Date>,
}

/// The documents of a bot that a filter lets through and that have passages.
pub async fn documents_matching(
    tx: &TenantTx,
    bot: BotId,
    filter: &DocumentFilter,
) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT id FROM documents
               WHERE tenant_id = $1 AND bot_id = $2 AND chunk_count > 0
                   AND ($3::text IS NULL OR $3 = ANY(tags))
                   AND ($4::text IS NULL OR media_type = $4)
                   AND ($5::text IS NULL OR language = $5)
                   AND ($6::date IS NULL OR created_at >= $6::timestamp AT TIME ZONE 'UTC')
                   AND ($7::date IS NULL OR created_at < ($7::date + 1)::timestamp AT TIME ZONE 'UTC')
                   AND CASE $8::text
                       WHEN 'upload' THEN source_id IS NULL AND external_id IS NULL
                       WHEN 'import' THEN source_id IS NULL AND external_id IS NOT NULL
                       WHEN 'web' THEN source_id IS NOT NULL
                       WHEN 'one' THEN source_id = $9
                       ELSE true END";
    let source = filter.source.map(|source| match source {
        DocumentSource::Upload => "upload".to_owned(),
        DocumentSource::Import => "import".to_owned(),
        DocumentSource::Web => "web".to_owned(),
        DocumentSource::One(_) => "one".to_owned(),
    });
    let one = match filter.source {
        Some(DocumentSource::One(id)) => Some(id.0),
        Some(DocumentSource::Upload | DocumentSource::Import | DocumentSource::Web) | None => None,
    };
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        filter.tag.clone().into(),
        filter.media_type.clone().into(),
        filter.language.clone().into(),
        filter.from.into(),
        filter.until.into(),
        source.into(),
        one.into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(DocumentId(row.try_get("", "id")?))).collect()
}

/// What stands right before and right after a passage in its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The passage.
    pub id: ChunkId,
    /// The passage before it under the same headings.
    pub before: Option<String>,
    /// The passage after it under the same headings.
    pub after: Option<String>,
    /// For a small passage: how its section begins, or else the section around that.
    pub section: Option<String>,
}

fn index_chunk(row: &QueryResult) -> Result<IndexChunk, DbError> {
    let embedding: Option<Vec<u8>> = row.try_get("", "embedding")?;
    Ok(IndexChunk {
        id: ChunkId(row.try_get("", "id")?),
        document: DocumentId(row.try_get("", "document_id")?),
        document_title: row.try_get("", "title")?,
        heading_path: row.try_get("", "heading_path")?,
        language: row.try_get("", "language")?,
        text: row.try_get("", "text")?,
        embedding: embedding.as_deref().map(halves).transpose()?,
        version: row.try_get("", "version")?,
    })
}

fn passage(row: &QueryResult) -> Result<PassageRecord, DbError> {
    Ok(PassageRecord {
        id: ChunkId(row.try_get("", "id")?),
        document: DocumentId(row.try_get("", "document_id")?),
        external_id: row.try_get("", "external_id")?,
        document_name: row.try_get("", "name")?,
        document_title: row.try_get("", "title")?,
        url: row.try_get("", "url")?,
        heading_path: row.try_get("", "heading_path")?,
        page: row.try_get("", "page")?,
        text: row.try_get("", "text")?,
    })
}

/// pgvector's binary form of a halfvec: dimensions and a reserved field of 16 bits each, then the numbers in
/// half precision, all big-endian.
fn halves(bytes: &[u8]) -> Result<Vec<f32>, DbError> {
    let corrupt = || DbError::Corrupt("a halfvec of an unknown form".to_owned());
    let (header, numbers) = bytes.split_first_chunk::<4>().ok_or_else(corrupt)?;
    let [high, low, ..] = *header;
    let (halves, rest) = numbers.as_chunks::<2>();
    if halves.len() != usize::from(u16::from_be_bytes([high, low])) || !rest.is_empty() {
        return Err(corrupt());
    }
    Ok(halves.iter().map(|half| from_half(u16::from_be_bytes(*half))).collect())
}

/// IEEE 754 half precision to single. Shifted into place the number is right but for the exponent's bias,
/// which one multiplication by 2^112 mends, also for the smallest (subnormal) numbers.
fn from_half(half: u16) -> f32 {
    const BIAS: f32 = f32::from_bits(0x7780_0000);
    let sign = u32::from(half & 0x8000) << 16;
    let rest = u32::from(half & 0x7fff) << 13;
    f32::from_bits(sign | rest) * BIAS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read() {
        for (half, number) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xbc00, -1.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x2e66, 0.099_975_586),
        ] {
            assert_eq!(from_half(half), number);
        }
    }

    #[test]
    fn a_halfvec_is_read_and_a_damaged_one_refused() {
        assert_eq!(halves(&[0, 2, 0, 0, 0x3c, 0, 0xbc, 0]).unwrap(), [1.0, -1.0]);
        assert!(halves(&[0, 2, 0, 0, 0x3c, 0]).is_err());
        assert!(halves(&[0, 1, 0, 0, 0x3c, 0, 1]).is_err());
        assert!(halves(&[0]).is_err());
    }
}
