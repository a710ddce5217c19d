//! Background jobs as people see them.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, JobId};

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits for a worker (also between attempts).
    Queued,
    /// A worker holds it.
    Running,
    /// Ended well.
    Done,
    /// Ended badly; `error` says why.
    Failed,
    /// Ended by a person.
    Cancelled,
}

impl JobStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// Id.
    pub id: JobId,
    /// `ingest`, `import`, `sync`, `bulk_tag`, …
    pub kind: String,
    /// What it does, in words.
    #[serde(default)]
    pub title: String,
    /// The bot whose knowledge it works on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<BotId>,
    /// State.
    pub status: JobStatus,
    /// Items finished, failed ones included.
    pub done: i64,
    /// Items in all.
    pub total: i64,
    /// Items that failed.
    pub failed: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// Whether `/retry` would do what failed once more.
    #[serde(default)]
    pub retryable: bool,
    /// RFC 3339; of a deletion, until when the documents can be restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<String>,
    /// What it made, at `/jobs/{id}/file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<JobFile>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// A file that a job made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobFile {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size_bytes: i64,
    /// RFC 3339; then it is removed.
    pub expires_at: String,
}

/// One item of a job that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobItemError {
    /// Which: a document's id, an address, a line.
    pub item: String,
    /// What people call it.
    pub name: String,
    /// Stable word.
    pub code: String,
    /// One sentence.
    pub message: String,
}
