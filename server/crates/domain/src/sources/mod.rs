//! Web sources: sites that are read into a bot's knowledge and kept up to date.
//!
//! Here a source is described, and a sync of it begun; the worker reads the site. What it reads is taken
//! apart in [`web`].

mod delete;
mod input;
mod read;
mod sync;
pub mod web;
mod write;

pub use delete::delete;
pub use read::{list, pages, read};
pub use sync::{start_due, sync};
pub use write::{create, update};

use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::sources::{Source, SourceReason, SourceState, SyncProgress};
use chatsphere_db::sources::{SourceRecord, SyncJob};
use chatsphere_db::{DbError, TenantTx, bots, sources};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;

use crate::tags::TagError;

/// What can go wrong with web sources.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The bot has no such source.
    #[error("there is no such source")]
    NotFound,
    /// The bot has as many sources as it may.
    #[error("there are too many sources")]
    TooMany,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// A tag cannot be given.
    #[error(transparent)]
    Tags(#[from] TagError),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The bot must be there.
async fn require_bot(tx: &TenantTx, bot: BotId) -> Result<(), SourceError> {
    match bots::find(tx, bot).await? {
        Some(_) => Ok(()),
        None => Err(SourceError::NoSuchBot),
    }
}

/// The source, if it is the bot's.
async fn require(tx: &TenantTx, bot: BotId, id: SourceId) -> Result<SourceRecord, SourceError> {
    sources::find(tx, id).await?.filter(|source| source.bot == bot).ok_or(SourceError::NotFound)
}

/// A source as its workspace sees it.
fn present(source: SourceRecord) -> Source {
    let (state, error) = state(&source);
    let progress = |job: &SyncJob| SyncProgress { done: job.done, total: job.total, failed: job.failed };
    let settings = source.settings;
    Source {
        id: source.id,
        bot_id: source.bot,
        kind: source.kind,
        name: settings.name,
        addresses: settings.addresses,
        max_depth: settings.max_depth,
        page_limit: settings.page_limit,
        include: settings.include,
        exclude: settings.exclude,
        hosts: settings.hosts,
        tags: settings.tags,
        every_hours: settings.every_hours.unwrap_or(0),
        state,
        error,
        job_id: source.job.as_ref().map(|job| job.id),
        progress: source.job.as_ref().filter(|_| state == SourceState::Syncing).map(progress),
        pages: source.pages,
        limit_reached: source.limit_reached,
        last_synced_at: source.last_synced_at.map(rfc3339),
        last_changed_at: source.last_changed_at.map(rfc3339),
        next_sync_at: source.next_sync_at.map(rfc3339),
        created_at: rfc3339(source.created_at),
        updated_at: rfc3339(source.updated_at),
    }
}

/// What its last sync came to.
fn state(source: &SourceRecord) -> (SourceState, Option<SourceReason>) {
    let error = source.error.clone().map(|(code, message)| SourceReason { code, message });
    match source.job.as_ref().map(|job| job.status) {
        Some(JobStatus::Queued | JobStatus::Running) => (SourceState::Syncing, None),
        Some(JobStatus::Cancelled) => (SourceState::Stopped, None),
        Some(JobStatus::Failed) => {
            let message = source.job.as_ref().and_then(|job| job.error.clone()).unwrap_or_default();
            (SourceState::Failed, Some(SourceReason { code: "sync_failed".to_owned(), message }))
        }
        _ if error.is_some() => (SourceState::Failed, error),
        _ => (SourceState::Ready, None),
    }
}
