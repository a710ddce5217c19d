//! Background jobs as people see them.

use serde::{Deserialize, Serialize};

use crate::ids::JobId;

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
    /// `ingest` or `import`.
    pub kind: String,
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
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}
