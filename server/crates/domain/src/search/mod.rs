//! Search over a bot's passages.
//!
//! Each active bot has an index in memory, a snapshot of some version of what the database holds. A search
//! asks the database for the version first, brings the snapshot up to it if it is behind, searches in
//! memory and reads the text of the hits back from the database, so that what is deleted is not shown.

mod cache;
mod console;
mod load;
mod log;
mod rerank;
mod reranker;
mod run;
mod service;
mod test_questions;

pub use console::{ConsoleRequest, explained, history, suggestions};
pub use log::{Asked, QueryLog};
pub(crate) use rerank::{in_order, rerank};
pub use reranker::{Rerankers, read_reranker, set_reranker};
pub use run::{SearchRequest, search};
pub use service::{Found, PreparedQuery, Reasons, SearchOptions, SearchService};
pub use test_questions::{add_test_question, delete_test_question, list_test_questions, run_test_questions};

pub use chatsphere_retrieval::{Mode, Repetition};

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Fields are wrong; every one of them is listed.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The workspace has no such bot.
    #[error("no such bot")]
    NoSuchBot,
    /// What is wrong with the tags that were given.
    #[error(transparent)]
    Tags(#[from] crate::tags::TagError),
    /// The bot has no such test question.
    #[error("no such test question")]
    NoSuchTestQuestion,
    /// The test questions are being run.
    #[error("the test questions are being run already")]
    AlreadyRunning,
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The search itself broke down.
    #[error("the search stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
