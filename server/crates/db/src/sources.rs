//! Web sources: what to read, and how the syncs that read it went.

mod frontier;
mod pages;
mod settle;

use chatsphere_contract::ids::{BotId, JobId, SourceId, WorkspaceId};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::sources::{PageCounts, SourceKind};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::frontier::{
    Found, LeftPage, Sync, add_found, find_checked, forget_conditions, forget_content, next_retry,
    next_waiting, recheck_canonical, set_seeded, start_addresses,
};
pub use self::pages::{PageRecord, page};
pub use self::settle::{
    Checked, Content, finish_sync, forget_unseen, mark_partial, postpone_page, set_progress, settle_page,
    unseen_documents,
};

use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx};

/// What a source reads, as a person set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What people call it.
    pub name: String,
    /// The page, the list, the sitemap, or where the crawl begins.
    pub addresses: Vec<String>,
    /// Links from where a crawl begins to its farthest page.
    pub max_depth: i32,
    /// Most pages.
    pub page_limit: i32,
    /// Paths to read; all when there is none.
    pub include: Vec<String>,
    /// Paths to leave out.
    pub exclude: Vec<String>,
    /// Hosts that a crawl may enter besides those of its addresses.
    pub hosts: Vec<String>,
    /// Labels of its documents.
    pub tags: Vec<String>,
    /// Hours between syncs; absent: only when asked.
    pub every_hours: Option<i32>,
}

/// A source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRecord {
    /// Id.
    pub id: SourceId,
    /// Its bot.
    pub bot: BotId,
    /// What it reads.
    pub kind: SourceKind,
    /// As a person set it.
    pub settings: Settings,
    /// When the next sync is due.
    pub next_sync_at: Option<OffsetDateTime>,
    /// Counts the syncs.
    pub sync_number: i64,
    /// The sync whose first pages are stored.
    pub seeded_in: i64,
    /// The sync that runs, or ran last, if it is still there.
    pub job: Option<SyncJob>,
    /// The last sync found more pages than it may read.
    pub limit_reached: bool,
    /// The last sync could not read something that tells of pages.
    pub is_partial: bool,
    /// Why the last sync failed: the word and the sentence.
    pub error: Option<(String, String)>,
    /// When a sync last came to its end.
    pub last_synced_at: Option<OffsetDateTime>,
    /// When a sync last found something new.
    pub last_changed_at: Option<OffsetDateTime>,
    /// Its pages.
    pub pages: PageCounts,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// When it was last changed by a person.
    pub updated_at: OffsetDateTime,
}

/// The job of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJob {
    /// Id.
    pub id: JobId,
    /// State.
    pub status: JobStatus,
    /// Pages that are done.
    pub done: i64,
    /// Pages found so far.
    pub total: i64,
    /// Pages that failed.
    pub failed: i64,
    /// Why it failed.
    pub error: Option<String>,
}

impl SourceRecord {
    /// The sync that waits or runs.
    pub fn live_job(&self) -> Option<JobId> {
        let live = |job: &&SyncJob| matches!(job.status, JobStatus::Queued | JobStatus::Running);
        self.job.as_ref().filter(live).map(|job| job.id)
    }
}

/// Everything of a source, its job and its pages counted.
const SELECT: &str = "
    SELECT s.*, j.id AS found_job, j.status AS job_status, j.done AS job_done, j.total AS job_total,
           j.failed AS job_failed, j.error AS job_error,
           c.page_read, c.page_changed, c.page_skipped, c.page_failed, c.page_gone, c.page_waiting
    FROM sources s
    LEFT JOIN jobs j ON j.tenant_id = s.tenant_id AND j.id = s.job_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE p.state = 'read') AS page_read,
               count(*) FILTER (WHERE p.state = 'read' AND p.changed_in = s.sync_number) AS page_changed,
               count(*) FILTER (WHERE p.state = 'skipped') AS page_skipped,
               count(*) FILTER (WHERE p.state = 'failed') AS page_failed,
               count(*) FILTER (WHERE p.state = 'gone') AS page_gone,
               count(*) FILTER (WHERE p.found_in = s.sync_number AND p.checked_in < p.found_in) AS page_waiting
        FROM source_pages p WHERE p.tenant_id = s.tenant_id AND p.source_id = s.id) c";

/// Adds a source; a bot that is gone is [`DbError::MissingReference`].
pub async fn insert(
    tx: &TenantTx,
    id: SourceId,
    bot: BotId,
    kind: SourceKind,
    settings: &Settings,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "INSERT INTO sources (tenant_id, id, name, addresses, max_depth, page_limit, include, exclude,
                   hosts, tags, every_hours, updated_at, created_at, bot_id, kind)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)";
    let values = written(tx, id, settings, now).into_iter().chain([bot.0.into(), kind.as_str().into()]);
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Changes what a source reads. A next sync that was planned is planned anew from `now`.
pub async fn update(
    tx: &TenantTx,
    id: SourceId,
    settings: &Settings,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE sources SET name = $3, addresses = $4, max_depth = $5, page_limit = $6, include = $7,
                   exclude = $8, hosts = $9, tags = $10, updated_at = $12,
                   next_sync_at = CASE WHEN every_hours IS NOT DISTINCT FROM $11 THEN next_sync_at
                       ELSE $12 + make_interval(hours => $11) END,
                   every_hours = $11
               WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, written(tx, id, settings, now))).await?;
    Ok(())
}

/// The source with this id.
pub async fn find(tx: &TenantTx, id: SourceId) -> Result<Option<SourceRecord>, DbError> {
    let sql = format!("{SELECT} WHERE s.tenant_id = $1 AND s.id = $2");
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.as_ref().map(record).transpose()
}

/// Up to `limit` sources of a bot, newest first, older than `before`.
pub async fn list(
    tx: &TenantTx,
    bot: BotId,
    before: Option<SourceId>,
    limit: u64,
) -> Result<Vec<SourceRecord>, DbError> {
    let sql = format!(
        "{SELECT} WHERE s.tenant_id = $1 AND s.bot_id = $2 AND ($3::uuid IS NULL OR s.id < $3)
         ORDER BY s.id DESC LIMIT $4"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [tx.tenant().0.into(), bot.0.into(), before.map(|id| id.0).into(), limit.into()];
    tx.conn().query_all_raw(statement(&sql, values)).await?.iter().map(record).collect()
}

/// How many sources a bot has.
pub async fn count(tx: &TenantTx, bot: BotId) -> Result<i64, DbError> {
    let sql = "SELECT count(*) AS sources FROM sources WHERE tenant_id = $1 AND bot_id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "sources").map_err(DbError::from))
}

/// Holds a source's row to the end of the transaction. False: it is gone.
pub async fn lock(tx: &TenantTx, id: SourceId) -> Result<bool, DbError> {
    let sql = "SELECT id FROM sources WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    Ok(tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?.is_some())
}

/// Removes a source and its pages; its documents are the caller's to remove before.
pub async fn delete(tx: &TenantTx, id: SourceId) -> Result<(), DbError> {
    let sql = "DELETE FROM sources WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    Ok(())
}

/// Begins a sync under `job`, and plans the next one.
pub async fn begin_sync(tx: &TenantTx, id: SourceId, job: JobId, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE sources SET sync_number = sync_number + 1, job_id = $3, limit_reached = false,
                   is_partial = false, error_code = NULL, error_message = NULL,
                   next_sync_at = $4 + make_interval(hours => every_hours)
               WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), id.0.into(), job.0.into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Plans the next sync without beginning one.
pub async fn plan_next(tx: &TenantTx, id: SourceId, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE sources SET next_sync_at = $3 + make_interval(hours => every_hours)
               WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into(), now.into()])).await?;
    Ok(())
}

/// Up to `limit` sources of all workspaces whose time has come, the longest overdue first.
pub async fn due(
    tx: &SystemTx,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<(WorkspaceId, SourceId)>, DbError> {
    let sql = "SELECT tenant_id, id FROM sources WHERE next_sync_at <= $1 ORDER BY next_sync_at LIMIT $2";
    let rows = tx.conn().query_all_raw(statement(sql, [now.into(), limit.into()])).await?;
    rows.iter()
        .map(|row| Ok((WorkspaceId(row.try_get("", "tenant_id")?), SourceId(row.try_get("", "id")?))))
        .collect()
}

fn written(tx: &TenantTx, id: SourceId, settings: &Settings, now: OffsetDateTime) -> [sea_orm::Value; 12] {
    [
        tx.tenant().0.into(),
        id.0.into(),
        settings.name.as_str().into(),
        settings.addresses.clone().into(),
        settings.max_depth.into(),
        settings.page_limit.into(),
        settings.include.clone().into(),
        settings.exclude.clone().into(),
        settings.hosts.clone().into(),
        settings.tags.clone().into(),
        settings.every_hours.into(),
        now.into(),
    ]
}

fn record(row: &QueryResult) -> Result<SourceRecord, DbError> {
    let id: Uuid = row.try_get("", "id")?;
    let kind: String = row.try_get("", "kind")?;
    let kind =
        SourceKind::parse(&kind).ok_or_else(|| DbError::Corrupt(format!("kind {kind} of source {id}")))?;
    let error: Option<String> = row.try_get("", "error_code")?;
    Ok(SourceRecord {
        id: SourceId(id),
        bot: BotId(row.try_get("", "bot_id")?),
        kind,
        settings: Settings {
            name: row.try_get("", "name")?,
            addresses: row.try_get("", "addresses")?,
            max_depth: row.try_get("", "max_depth")?,
            page_limit: row.try_get("", "page_limit")?,
            include: row.try_get("", "include")?,
            exclude: row.try_get("", "exclude")?,
            hosts: row.try_get("", "hosts")?,
            tags: row.try_get("", "tags")?,
            every_hours: row.try_get("", "every_hours")?,
        },
        next_sync_at: row.try_get("", "next_sync_at")?,
        sync_number: row.try_get("", "sync_number")?,
        seeded_in: row.try_get("", "seeded_in")?,
        job: sync_job(row)?,
        limit_reached: row.try_get("", "limit_reached")?,
        is_partial: row.try_get("", "is_partial")?,
        error: error.zip(row.try_get("", "error_message")?),
        last_synced_at: row.try_get("", "last_synced_at")?,
        last_changed_at: row.try_get("", "last_changed_at")?,
        pages: PageCounts {
            read: row.try_get("", "page_read")?,
            changed: row.try_get("", "page_changed")?,
            skipped: row.try_get("", "page_skipped")?,
            failed: row.try_get("", "page_failed")?,
            gone: row.try_get("", "page_gone")?,
            waiting: row.try_get("", "page_waiting")?,
        },
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

fn sync_job(row: &QueryResult) -> Result<Option<SyncJob>, DbError> {
    let Some(id) = row.try_get::<Option<Uuid>>("", "found_job")? else { return Ok(None) };
    let status: String = row.try_get("", "job_status")?;
    let status =
        JobStatus::parse(&status).ok_or_else(|| DbError::Corrupt(format!("status {status} of job {id}")))?;
    Ok(Some(SyncJob {
        id: JobId(id),
        status,
        done: row.try_get("", "job_done")?,
        total: row.try_get("", "job_total")?,
        failed: row.try_get("", "job_failed")?,
        error: row.try_get("", "job_error")?,
    }))
}
