//! Documents of a bot's knowledge base, their upload and import.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, DocumentId, JobId, SourceId};

/// Where a document is on its way to being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    /// Waits for a worker.
    Queued,
    /// Is being read.
    Processing,
    /// Answers use it.
    Ready,
    /// Could not be read; `error` says why and Retry is offered.
    Failed,
}

impl DocumentStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Processing, Self::Ready, Self::Failed].into_iter().find(|s| s.as_str() == text)
    }
}

/// The steps of ingestion, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IngestStage {
    /// Bytes to text.
    Extract,
    /// Text to passages.
    Chunk,
    /// Passages to vectors.
    Embed,
    /// Into the index.
    Index,
}

impl IngestStage {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Chunk => "chunk",
            Self::Embed => "embed",
            Self::Index => "index",
        }
    }

    /// The stage of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Extract, Self::Chunk, Self::Embed, Self::Index].into_iter().find(|s| s.as_str() == text)
    }
}

/// How far ingestion is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// The step.
    pub stage: IngestStage,
    /// Units of that step done (pages, passages).
    pub done: i64,
    /// Units of that step in all; 0 while unknown.
    pub total: i64,
}

/// Why a document failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentError {
    /// Stable word: `empty`, `encrypted`, `corrupt`, `image_only`, `unsupported_type`, `timeout`, …
    pub code: String,
    /// What is wrong and what to do, in one or two sentences.
    pub message: String,
}

/// A document, as its workspace sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Document {
    /// Id.
    pub id: DocumentId,
    /// The bot it belongs to.
    pub bot_id: BotId,
    /// File name, or the title that an import gave it.
    pub name: String,
    /// What the document calls itself, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The importer's own id, if it came by import.
    pub external_id: Option<String>,
    /// Where the original can be read.
    pub url: Option<String>,
    /// By content, not by name: `text/markdown`, `application/pdf`, `text/csv`, …
    pub media_type: String,
    /// Size of the original.
    pub size_bytes: i64,
    /// State.
    pub status: DocumentStatus,
    /// Present while it is queued or processing.
    pub progress: Option<Progress>,
    /// Present when it failed.
    pub error: Option<DocumentError>,
    /// Passages in use.
    pub chunks: i64,
    /// Pages, where the format has them.
    pub pages: Option<i64>,
    /// Pages, from 1, that are pictures without text: they are not in answers.
    #[serde(default)]
    pub unread_pages: Vec<i32>,
    /// ISO 639-1, detected.
    pub language: Option<String>,
    /// The web source that it is a page of.
    #[serde(default)]
    pub source_id: Option<SourceId>,
    /// Since when its page is gone from the web, and it with it from every answer. RFC 3339.
    #[serde(default)]
    pub gone_at: Option<String>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Counts the contents that it has had, from 1.
    #[serde(default)]
    pub version: i32,
    /// The version that answers use: an earlier one while the newest is being read, or could not be.
    #[serde(default)]
    pub indexed_version: Option<i32>,
    /// Passages that people had changed and that the newest version no longer has.
    #[serde(default)]
    pub lost_edits: i32,
    /// How often the original was taken away.
    #[serde(default)]
    pub downloads: i64,
    /// RFC 3339.
    #[serde(default)]
    pub last_downloaded_at: Option<String>,
    /// Off: no answer uses it, until it is enabled again.
    pub enabled: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// One accepted file of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptedDocument {
    /// Id.
    pub id: DocumentId,
    /// File name.
    pub name: String,
    /// State right after acceptance.
    pub status: DocumentStatus,
}

/// 202 of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadAccepted {
    /// One entry per file, in the order sent.
    pub items: Vec<AcceptedDocument>,
}

/// One line of an NDJSON import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportLine {
    /// The importer's id; the same one replaces.
    pub external_id: String,
    /// Title.
    pub title: String,
    /// Plain text or Markdown.
    pub text: String,
    /// Where the original can be read (http or https).
    #[serde(default)]
    pub url: Option<String>,
    /// Labels.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A line of an import that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedLine {
    /// Counted from 1.
    pub line: u64,
    /// Stable word: `invalid_json`, `too_large`, `missing_field`, …
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// 202 of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportAccepted {
    /// Follow it at `/jobs/{id}`.
    pub job_id: JobId,
    /// Lines that became documents.
    pub accepted: u64,
    /// The others, at most the first 1,000.
    pub rejected: Vec<RejectedLine>,
}

/// Which documents of a bot are meant; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DocumentFilter {
    /// A part of the name or title, in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// One of these tags, each by id or by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Only documents without any tag.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub untagged: bool,
    /// State.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DocumentStatus>,
    /// Type, without parameters: `application/pdf`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Only enabled, or only disabled documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// How many documents a filter means, and what there is to filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentSummary {
    /// Documents that match.
    pub matching: i64,
    /// Documents of the bot.
    pub total: i64,
    /// The types that there are.
    pub media_types: Vec<String>,
}

/// `PATCH` of a document: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateDocument {
    /// The names of its tags, all of them; those that are new become tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Off: from that moment no answer uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// What is done to many documents at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BulkAction {
    /// At once gone for everybody; can be restored for some minutes.
    Delete,
    /// Gives them tags.
    Tag {
        /// By name; those that are new become tags.
        tags: Vec<String>,
    },
    /// Takes tags off them.
    Untag {
        /// By id or by name.
        tags: Vec<String>,
    },
    /// Answers use them again.
    Enable,
    /// No answer uses them any more.
    Disable,
    /// Reads them once more.
    Reprocess,
    /// Gives them to another bot of the workspace.
    Move {
        /// The bot that gets them.
        to_bot_id: BotId,
    },
    /// Puts the originals into one ZIP file.
    Download,
}

/// `POST /bots/{id}/documents/bulk`: an action, and `ids` or `filter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRequest {
    /// What to do.
    #[serde(flatten)]
    pub action: BulkAction,
    /// These documents; at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<DocumentId>>,
    /// All documents that match now; `{}` is all documents of the bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<DocumentFilter>,
}

/// 202 of a bulk action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkAccepted {
    /// Follow it at `/jobs/{id}`.
    pub job_id: JobId,
    /// Documents that are meant.
    pub matching: i64,
    /// RFC 3339; of a deletion, until when it can be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<String>,
}

/// `POST /bots/{id}/documents/restore`: single documents, or all that one bulk action deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoreDocuments {
    /// These documents; at most 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<DocumentId>,
    /// The bulk action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
}

/// How many came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Restored {
    /// Documents that are there again.
    pub restored: i64,
}
