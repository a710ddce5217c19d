//! Web sources of a bot: sites that are read into documents and kept up to date.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, DocumentId, JobId, SourceId, SourcePageId};

/// What a source reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// One page.
    Page,
    /// The pages that are named.
    List,
    /// The pages that a sitemap names; also an index of sitemaps, also gzipped.
    Sitemap,
    /// A site, from link to link.
    Crawl,
}

impl SourceKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Page, Self::List, Self::Sitemap, Self::Crawl];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::List => "list",
            Self::Sitemap => "sitemap",
            Self::Crawl => "crawl",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// A sync waits or runs.
    Syncing,
    /// The last sync came to its end; single pages may have failed.
    Ready,
    /// The last sync failed; `error` says why.
    Failed,
    /// The last sync was stopped by a person.
    Stopped,
}

/// How many pages of a source are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PageCounts {
    /// In answers, or on the way there.
    pub read: i64,
    /// Changed when they were last checked: of those read, the ones that the last sync brought in.
    pub changed: i64,
    /// Left out on purpose: redirects, `noindex`, robots.txt, formats that are not read.
    pub skipped: i64,
    /// Could not be reached or read; what was read of them before stays in use.
    pub failed: i64,
    /// No longer there, and out of every answer.
    pub gone: i64,
    /// Found and not looked at yet in the sync that runs.
    pub waiting: i64,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncProgress {
    /// Pages that are done.
    pub done: i64,
    /// Pages found so far.
    pub total: i64,
    /// Pages that failed.
    pub failed: i64,
}

/// Why a page or a sync did not work out, or was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceReason {
    /// Stable word: `not_found`, `robots`, `timeout`, `noindex`, `redirect`, …
    pub code: String,
    /// One or two sentences for people.
    pub message: String,
}

/// A source, as its workspace sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Id.
    pub id: SourceId,
    /// The bot whose knowledge it is.
    pub bot_id: BotId,
    /// What it reads.
    pub kind: SourceKind,
    /// What people call it.
    pub name: String,
    /// The page, the list, the sitemap, or where the crawl begins.
    pub addresses: Vec<String>,
    /// Links from where a crawl begins to its farthest page.
    pub max_depth: i32,
    /// Most pages.
    pub page_limit: i32,
    /// Paths to read, `*` standing for anything; all when there is none.
    pub include: Vec<String>,
    /// Paths to leave out.
    pub exclude: Vec<String>,
    /// Hosts that a crawl may enter besides those of its addresses.
    pub hosts: Vec<String>,
    /// Names of the tags that its pages get.
    pub tags: Vec<String>,
    /// Hours between syncs; 0: only when asked.
    pub every_hours: i32,
    /// How it is.
    pub state: SourceState,
    /// Why the last sync failed.
    pub error: Option<SourceReason>,
    /// The sync that runs, or ran last.
    pub job_id: Option<JobId>,
    /// While a sync runs.
    pub progress: Option<SyncProgress>,
    /// Its pages.
    pub pages: PageCounts,
    /// The site has more pages than `page_limit`.
    pub limit_reached: bool,
    /// When a sync last came to its end. RFC 3339.
    pub last_synced_at: Option<String>,
    /// When a sync last found something new. RFC 3339.
    pub last_changed_at: Option<String>,
    /// When the next sync is due. RFC 3339.
    pub next_sync_at: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// A source to add. Only kind and addresses are needed; it is read at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateSource {
    /// What it reads.
    pub kind: SourceKind,
    /// `http://` or `https://`; one, or for a list up to 1,000.
    pub addresses: Vec<String>,
    /// What people call it; its address when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// Links from where a crawl begins, 0 to 50; 10 when absent.
    #[serde(default)]
    pub max_depth: Option<i32>,
    /// Most pages, 1 to 10,000; 500 when absent.
    #[serde(default)]
    pub page_limit: Option<i32>,
    /// Paths to read, `*` standing for anything (`/docs/*`); all when empty.
    #[serde(default)]
    pub include: Vec<String>,
    /// Paths to leave out.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Hosts that a crawl may enter besides those of its addresses.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Names of the tags that its pages get; those that are new become tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Hours between syncs (24: daily, 168: weekly); 0 or absent: only when asked.
    #[serde(default)]
    pub every_hours: Option<i32>,
}

/// A change of a source. What is absent stays; it holds from the next sync on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UpdateSource {
    /// The page, the list, the sitemap, or where the crawl begins.
    pub addresses: Option<Vec<String>>,
    /// What people call it.
    pub name: Option<String>,
    /// Links from where a crawl begins.
    pub max_depth: Option<i32>,
    /// Most pages.
    pub page_limit: Option<i32>,
    /// Paths to read.
    pub include: Option<Vec<String>>,
    /// Paths to leave out.
    pub exclude: Option<Vec<String>>,
    /// Hosts that a crawl may enter.
    pub hosts: Option<Vec<String>>,
    /// Names of the tags that its pages get; those that were read already get them at once.
    pub tags: Option<Vec<String>>,
    /// Hours between syncs; 0: only when asked.
    pub every_hours: Option<i32>,
}

/// 202 of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncAccepted {
    /// Follow it at `/jobs/{id}`. A sync that runs already is this one.
    pub job_id: JobId,
}

/// Where a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Found, and never looked at yet.
    Waiting,
    /// Its text is in answers, or on the way there: see `document_status`.
    Read,
    /// Left out on purpose; `reason` says why.
    Skipped,
    /// Could not be reached or read; what was read of it before stays in use.
    Failed,
    /// No longer there, and out of every answer.
    Gone,
}

impl PageState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Read, Self::Skipped, Self::Failed, Self::Gone];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }

    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A page of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourcePage {
    /// Id.
    pub id: SourcePageId,
    /// Where it is.
    pub address: String,
    /// How it is.
    pub state: PageState,
    /// Why it was skipped, failed or is gone.
    pub reason: Option<SourceReason>,
    /// Where it redirects, or which page it says is the right one.
    pub leads_to: Option<String>,
    /// Links from where the crawl began.
    pub depth: i32,
    /// What was read of it.
    pub document_id: Option<DocumentId>,
    /// Its title.
    pub title: Option<String>,
    /// `queued`, `processing`, `ready` or `failed`.
    pub document_status: Option<crate::documents::DocumentStatus>,
    /// When it was last looked at. RFC 3339.
    pub last_checked_at: Option<String>,
    /// When it last had something new. RFC 3339.
    pub last_changed_at: Option<String>,
}
