//! Documents of a bot's knowledge base: uploaded, imported, followed, retried, deleted.
//!
//! Here a document is accepted and queued; the worker reads it. What can be told on arrival (an empty
//! file, a format that is not read) becomes a failed document with its reason, so that one bad file
//! never costs the others of the same upload.

mod bulk;
mod clear_away;
mod content;
mod delete;
mod download;
mod filter;
mod import;
mod passages;
mod preview;
mod purge;
mod read;
mod restore;
mod retry;
mod update;
mod upload;
mod versions;

pub use bulk::{bulk, named_filter};
pub use clear_away::{prune_versions, remove_orphans};
pub use delete::delete;
pub use download::{Original, download};
pub use import::import;
pub use passages::{
    change_passage, embedded_text, forget_lost_passages, list_passages, lost_passages, passage_answers,
};
pub use preview::{Frame, PageRenderer, frame, page, preview, text};
pub use purge::purge_deleted;
pub use read::{ListQuery, list, read, summary};
pub use restore::restore;
pub use retry::retry;
pub use update::update;
pub use upload::Upload;
pub use versions::{compare, roll_back, set_version_policy, version_policy, versions};

use chatsphere_contract::documents::{
    Document, DocumentError as Reason, DocumentStatus, IngestStage, Progress,
};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::documents::DocumentRecord;
use chatsphere_db::{DbError, TenantTx, bots};
use chatsphere_ingest::ExtractError;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;
use chatsphere_outbound::ObjectError;

/// What can go wrong with documents.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The bot has no such document.
    #[error("there is no such document")]
    NotFound,
    /// The document has no such passage.
    #[error("there is no such passage")]
    NoSuchPassage,
    /// The document has no such version, or not any more.
    #[error("there is no such version")]
    NoSuchVersion,
    /// There is no picture of this page.
    #[error("there is no such page")]
    NoSuchPage,
    /// Somebody else was faster.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The bot has as many pinned passages as it may have.
    #[error("too many passages are pinned")]
    TooManyPinned,
    /// The document has this content already.
    #[error("the content is the same")]
    Unchanged,
    /// The object store has lost the original.
    #[error("the stored file is gone")]
    OriginalGone,
    /// The original cannot be read.
    #[error(transparent)]
    Unreadable(ExtractError),
    /// The comparison broke down.
    #[error("the versions could not be compared")]
    NotCompared,
    /// There is nothing to retry.
    #[error("the document has not failed")]
    NotFailed,
    /// The file was refused on arrival and not kept: there is nothing to read again.
    #[error("the file was not kept")]
    NotKept,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// What is wrong with the tags that were given.
    #[error(transparent)]
    Tags(#[from] crate::tags::TagError),
    /// The sender broke off, or sent what cannot be taken apart.
    #[error("the transfer broke off: {0}")]
    Interrupted(String),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a byte stream of a caller may fail with.
type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// The bot must be there.
async fn require_bot(tx: &TenantTx, bot: BotId) -> Result<(), DocumentError> {
    match bots::find(tx, bot).await? {
        Some(_) => Ok(()),
        None => Err(DocumentError::NoSuchBot),
    }
}

/// A document as its workspace sees it.
fn present(document: DocumentRecord) -> Document {
    let progress = match document.status {
        DocumentStatus::Queued | DocumentStatus::Processing => Some(Progress {
            stage: document.stage.unwrap_or(IngestStage::Extract),
            done: document.stage_done,
            total: document.stage_total,
        }),
        DocumentStatus::Ready | DocumentStatus::Failed => None,
    };
    Document {
        id: document.id,
        bot_id: document.bot,
        name: document.name,
        title: document.title,
        external_id: document.external_id,
        url: document.url,
        media_type: document.media_type,
        size_bytes: document.size_bytes,
        status: document.status,
        progress,
        error: document.error.map(|(code, message)| Reason { code, message }),
        chunks: document.chunk_count,
        pages: document.pages,
        unread_pages: document.unread_pages,
        language: document.language,
        tags: document.tags,
        version: document.version,
        indexed_version: document.indexed_version,
        lost_edits: document.lost_edits,
        downloads: document.downloads,
        last_downloaded_at: document.last_downloaded_at.map(rfc3339),
        enabled: document.enabled,
        source_id: document.source,
        gone_at: document.tombstoned_at.map(rfc3339),
        created_at: rfc3339(document.created_at),
        updated_at: rfc3339(document.updated_at),
    }
}
