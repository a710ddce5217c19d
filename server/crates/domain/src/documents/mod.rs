//! Documents of a bot's knowledge base: uploaded, imported, followed, retried, deleted.
//!
//! Here a document is accepted and queued; the worker reads it. What can be told on arrival (an empty
//! file, a format that is not read) becomes a failed document with its reason, so that one bad file
//! never costs the others of the same upload.

mod delete;
mod import;
mod read;
mod retry;
mod upload;

pub use delete::delete;
pub use import::import;
pub use read::{list, read};
pub use retry::retry;
pub use upload::Upload;

use chatsphere_contract::documents::{
    Document, DocumentError as Reason, DocumentStatus, IngestStage, Progress,
};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::documents::DocumentRecord;
use chatsphere_db::{DbError, TenantTx, bots};
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
    /// There is nothing to retry.
    #[error("the document has not failed")]
    NotFailed,
    /// The file was refused on arrival and not kept: there is nothing to read again.
    #[error("the file was not kept")]
    NotKept,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
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
        language: document.language,
        tags: document.tags,
        created_at: rfc3339(document.created_at),
        updated_at: rfc3339(document.updated_at),
    }
}
