//! What a sync still has to look at. It is kept here and nowhere else, so that a worker which dies leaves
//! it as it was.

use std::collections::HashSet;

use chatsphere_contract::ids::{DocumentId, SourceId, SourcePageId};
use chatsphere_contract::sources::PageState;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Which sync of which source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sync {
    /// The source.
    pub source: SourceId,
    /// Its number.
    pub number: i64,
}

/// An address that a sync found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its page's id, should it be new.
    pub id: SourcePageId,
    /// The address.
    pub address: String,
    /// Links from where the sync began.
    pub depth: i32,
    /// Redirects from where the sync began, or from a link.
    pub hops: i16,
}

/// A page that a sync has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftPage {
    /// Id.
    pub id: SourcePageId,
    /// Where it is.
    pub address: String,
    /// Links from where the sync began.
    pub depth: i32,
    /// Redirects before it.
    pub hops: i16,
    /// Times that this sync has asked for it.
    pub attempts: i16,
    /// How it was.
    pub state: PageState,
    /// Why it was left out, failed or is gone: the word and the sentence.
    pub reason: Option<(String, String)>,
    /// Where it led.
    pub leads_to: Option<String>,
    /// To ask for it on condition.
    pub etag: Option<String>,
    /// To ask for it on condition.
    pub last_modified: Option<String>,
    /// What its content was, hashed.
    pub content_hash: Option<Vec<u8>>,
    /// Where it linked to.
    pub links: Vec<String>,
    /// What was read of it.
    pub document: Option<DocumentId>,
}

/// Notes addresses that a sync found, in the order given, up to `page_limit` pages of the sync in all;
/// those that were left out do not count, but bound it threefold. True: there were more.
pub async fn add_found(tx: &TenantTx, sync: Sync, found: &[Found], page_limit: i32) -> Result<bool, DbError> {
    let new = not_found_yet(tx, sync, found).await?;
    if new.is_empty() {
        return Ok(false);
    }
    let room = room(tx, sync, page_limit).await?;
    let taken: Vec<&Found> = new.iter().copied().take(room).collect();
    let sql = "INSERT INTO source_pages AS p (tenant_id, source_id, found_in, id, address, depth, hops)
               SELECT $1, $2, $3, f.id, f.address, f.depth, f.hops
               FROM unnest($4::uuid[], $5::text[], $6::int[], $7::smallint[]) AS f (id, address, depth, hops)
               ON CONFLICT (tenant_id, source_id, address) DO UPDATE
               SET found_in = excluded.found_in, depth = excluded.depth, hops = excluded.hops, attempts = 0,
                   retry_at = NULL
               WHERE p.found_in < excluded.found_in";
    let ids: Vec<Uuid> = taken.iter().map(|page| page.id.0).collect();
    let addresses: Vec<String> = taken.iter().map(|page| page.address.clone()).collect();
    let depths: Vec<i32> = taken.iter().map(|page| page.depth).collect();
    let hops: Vec<i16> = taken.iter().map(|page| page.hops).collect();
    let values = [
        tx.tenant().0.into(),
        sync.source.0.into(),
        sync.number.into(),
        ids.into(),
        addresses.into(),
        depths.into(),
        hops.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    let more = taken.len() < new.len();
    if more {
        let sql = "UPDATE sources SET limit_reached = true WHERE tenant_id = $1 AND id = $2";
        tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), sync.source.0.into()])).await?;
    }
    Ok(more)
}

/// Of these addresses, each once, the ones that this sync has not found before.
async fn not_found_yet<'a>(tx: &TenantTx, sync: Sync, found: &'a [Found]) -> Result<Vec<&'a Found>, DbError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT address FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND found_in = $3 AND address = ANY($4)";
    let addresses: Vec<String> = found.iter().map(|page| page.address.clone()).collect();
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into(), addresses.into()];
    let mut known: HashSet<String> = HashSet::new();
    for row in tx.conn().query_all_raw(statement(sql, values)).await? {
        known.insert(row.try_get("", "address")?);
    }
    Ok(found.iter().filter(|page| known.insert(page.address.clone())).collect())
}

async fn room(tx: &TenantTx, sync: Sync, page_limit: i32) -> Result<usize, DbError> {
    let sql = "SELECT count(*) AS found, count(*) FILTER (
                   WHERE checked_in = $3 AND state = 'skipped') AS passed_on
               FROM source_pages WHERE tenant_id = $1 AND source_id = $2 AND found_in = $3";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    let Some(row) = row else { return Ok(0) };
    let (found, passed_on): (i64, i64) = (row.try_get("", "found")?, row.try_get("", "passed_on")?);
    let limit = i64::from(page_limit);
    let room = (limit - (found - passed_on)).min(limit * 3 - found).max(0);
    Ok(usize::try_from(room).unwrap_or(0))
}

/// The first pages of the sync are stored.
pub async fn set_seeded(tx: &TenantTx, sync: Sync) -> Result<(), DbError> {
    let sql = "UPDATE sources SET seeded_in = $3 WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Up to `limit` pages that the sync may look at now, nearest first, without those that are `busy`.
pub async fn next_waiting(
    tx: &TenantTx,
    sync: Sync,
    busy: &[SourcePageId],
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<LeftPage>, DbError> {
    let sql = "SELECT * FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND checked_in < found_in AND found_in = $3
                   AND (retry_at IS NULL OR retry_at <= $4) AND id <> ALL($5)
               ORDER BY depth, id LIMIT $6";
    let busy: Vec<Uuid> = busy.iter().map(|id| id.0).collect();
    let values = [
        tx.tenant().0.into(),
        sync.source.0.into(),
        sync.number.into(),
        now.into(),
        busy.into(),
        limit.into(),
    ];
    tx.conn().query_all_raw(statement(sql, values)).await?.iter().map(left_page).collect()
}

/// When the sync can go on with a page that it has to ask for once more; `None`: there is none.
pub async fn next_retry(tx: &TenantTx, sync: Sync) -> Result<Option<OffsetDateTime>, DbError> {
    let sql = "SELECT min(retry_at) AS retry_at FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND checked_in < found_in AND found_in = $3";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    row.map_or(Ok(None), |row| row.try_get("", "retry_at").map_err(DbError::from))
}

/// Where the sync begins, also after redirects.
pub async fn start_addresses(tx: &TenantTx, sync: Sync) -> Result<Vec<String>, DbError> {
    let sql = "SELECT DISTINCT substring(address FROM '^[a-z]+://[^/]+/') AS start FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND found_in = $3 AND depth = 0";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    let starts: Result<Vec<Option<String>>, _> = rows.iter().map(|row| row.try_get("", "start")).collect();
    Ok(starts?.into_iter().flatten().collect())
}

/// The page of this address, if the sync has looked at it.
pub async fn find_checked(tx: &TenantTx, sync: Sync, address: &str) -> Result<Option<LeftPage>, DbError> {
    let sql = "SELECT * FROM source_pages
               WHERE tenant_id = $1 AND source_id = $2 AND address = $4 AND checked_in = $3";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into(), address.into()];
    tx.conn().query_one_raw(statement(sql, values)).await?.as_ref().map(left_page).transpose()
}

/// Has the sync look again at pages that were left out for this address, which turned out to be none.
pub async fn recheck_canonical(tx: &TenantTx, sync: Sync, address: &str) -> Result<(), DbError> {
    let sql = "UPDATE source_pages SET checked_in = 0, etag = NULL, last_modified = NULL, content_hash = NULL
               WHERE tenant_id = $1 AND source_id = $2 AND checked_in = $3 AND state = 'skipped'
                   AND reason_code = 'canonical' AND leads_to = $4";
    let values = [tx.tenant().0.into(), sync.source.0.into(), sync.number.into(), address.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Has the next request for a page be without condition.
pub async fn forget_content(tx: &TenantTx, page: SourcePageId) -> Result<(), DbError> {
    let sql = "UPDATE source_pages SET etag = NULL, last_modified = NULL, content_hash = NULL
               WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), page.0.into()])).await?;
    Ok(())
}

/// Has all pages of a source be asked for without condition: what it reads has changed.
pub async fn forget_conditions(tx: &TenantTx, source: SourceId) -> Result<(), DbError> {
    let sql = "UPDATE source_pages SET etag = NULL, last_modified = NULL
               WHERE tenant_id = $1 AND source_id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), source.0.into()])).await?;
    Ok(())
}

fn left_page(row: &QueryResult) -> Result<LeftPage, DbError> {
    let reason: Option<String> = row.try_get("", "reason_code")?;
    Ok(LeftPage {
        id: SourcePageId(row.try_get("", "id")?),
        address: row.try_get("", "address")?,
        depth: row.try_get("", "depth")?,
        hops: row.try_get("", "hops")?,
        attempts: row.try_get("", "attempts")?,
        state: super::pages::state(row)?,
        reason: reason.zip(row.try_get("", "reason_message")?),
        leads_to: row.try_get("", "leads_to")?,
        etag: row.try_get("", "etag")?,
        last_modified: row.try_get("", "last_modified")?,
        content_hash: row.try_get("", "content_hash")?,
        links: row.try_get("", "links")?,
        document: row.try_get::<Option<Uuid>>("", "document_id")?.map(DocumentId),
    })
}
