//! Background jobs: what there is to do, and how people follow it. The worker crate does it.

mod bulk;
mod file;
mod prune;
mod read;
mod retry;
mod work;

pub use bulk::{BulkStep, BulkWork, Selection};
pub use file::{Download, FILE_LIFE, file};
pub use prune::{Pruned, prune, remove_expired_files};
pub use read::{cancel, errors, list, read};
pub use retry::retry;
pub(crate) use work::enqueue_at;
pub(crate) use work::record_done;
pub use work::{
    EMBED_QUESTIONS, IMPORT, INGEST, REEMBED, REMOVE_FILES, RESTORE_SNAPSHOT, SYNC, UnknownWork, Work,
    enqueue,
};

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

/// What can go wrong when following a job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The workspace has no such job.
    #[error("there is no such job")]
    NotFound,
    /// It has ended: there is nothing to cancel.
    #[error("the job has ended")]
    Ended,
    /// Nothing of it failed, or it still runs.
    #[error("there is nothing to retry")]
    NothingToRetry,
    /// It made no file, or the file has expired.
    #[error("the job has no file")]
    NoFile,
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] chatsphere_outbound::ObjectError),
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
