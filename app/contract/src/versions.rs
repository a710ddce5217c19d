//! What documents were before, and a bot's whole knowledge at one moment.

use serde::{Deserialize, Serialize};

use crate::ids::{JobId, SnapshotId};

/// How a version came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VersionOrigin {
    /// A file that somebody uploaded.
    Upload,
    /// A line of an import.
    Import,
    /// A page of the web.
    Page,
    /// An earlier version was made the current one again.
    RollBack,
    /// A snapshot was restored.
    Snapshot,
}

impl VersionOrigin {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Import => "import",
            Self::Page => "page",
            Self::RollBack => "roll_back",
            Self::Snapshot => "snapshot",
        }
    }

    /// The origin of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Upload, Self::Import, Self::Page, Self::RollBack, Self::Snapshot]
            .into_iter()
            .find(|origin| origin.as_str() == text)
    }
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentVersion {
    /// Counted from 1.
    pub number: i32,
    /// Whether it is the document's content now.
    pub current: bool,
    /// Whether answers are given from it now. The current one is not yet while it is being read, and not
    /// at all when it could not be.
    pub in_use: bool,
    /// The document's name then.
    pub name: String,
    /// By content.
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// How it came.
    pub origin: VersionOrigin,
    /// Who brought it, when it was a person.
    pub made_by: Option<String>,
    /// RFC 3339.
    pub made_at: String,
    /// RFC 3339; absent for the current one.
    pub replaced_at: Option<String>,
    /// A snapshot holds it: retention leaves it alone.
    pub held: bool,
}

/// Which versions to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct CompareQuery {
    /// The older one.
    pub from: i32,
    /// The newer one.
    pub to: i32,
}

/// Which version is meant; the current one when absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct VersionQuery {
    /// Its number.
    pub version: Option<i32>,
}

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is in both.
    Same,
    /// Only the newer one has it.
    Added,
    /// Only the older one has it.
    Removed,
}

/// Some words of a line, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffPart {
    /// Whether these words differ from the other side's line.
    pub changed: bool,
    /// The words.
    pub text: String,
}

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffLine {
    /// What became of it.
    pub change: Change,
    /// Its number in the older text, from 1.
    pub old_line: Option<u32>,
    /// Its number in the newer text, from 1.
    pub new_line: Option<u32>,
    /// The line, in parts.
    pub parts: Vec<DiffPart>,
}

/// What differs between two versions: the changed lines and a few around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// The older one.
    pub from: i32,
    /// The newer one.
    pub to: i32,
    /// Lines that only the newer one has.
    pub added: u32,
    /// Lines that only the older one has.
    pub removed: u32,
    /// Groups of neighbouring lines.
    pub groups: Vec<Vec<DiffLine>>,
    /// There is more than is shown.
    pub truncated: bool,
}

/// How many old versions a workspace keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionPolicy {
    /// Old versions of a document, 0 to 1,000.
    pub keep_versions: i32,
    /// Days after which an old version goes, 1 to 3,650; absent: age does not matter.
    pub keep_days: Option<i32>,
}

impl Default for VersionPolicy {
    fn default() -> Self {
        Self { keep_versions: 10, keep_days: None }
    }
}

/// A bot's whole knowledge at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// Id.
    pub id: SnapshotId,
    /// The name that somebody gave it.
    pub name: String,
    /// Documents in it.
    pub documents: i64,
    /// Size of their originals.
    pub size_bytes: i64,
    /// Who made it, when it was a person.
    pub made_by: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; when it was last restored.
    pub restored_at: Option<String>,
    /// The job that restores it, or did last.
    pub restore_job: Option<JobId>,
}

/// `POST /bots/{id}/snapshots`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateSnapshot {
    /// A name that the bot's other snapshots do not have.
    pub name: String,
}

/// 202: a job does it; follow it at `/jobs/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobStarted {
    /// The job.
    pub job_id: JobId,
}
