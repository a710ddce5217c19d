//! Background jobs: what there is to do, and how people follow it. The worker crate does it.

mod read;
mod work;

pub use read::{cancel, list, read};
pub(crate) use work::enqueue_at;
pub use work::{IMPORT, INGEST, REEMBED, REMOVE_FILES, RESTORE_SNAPSHOT, UnknownWork, Work, enqueue};

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
