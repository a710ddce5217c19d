//! Which model turns a workspace's text into vectors, and changing it.
//!
//! Another model's vectors cannot be compared with those at hand. So a change builds a second set beside
//! the first, in the background and with progress; when nothing is missing, one small transaction makes it
//! the active one. The set before stays, so that the change can be taken back. A question's vector names its
//! model, and an index answers only questions of its own.

mod build;
mod choose;
mod input;
mod read;
mod service;
mod test;

pub use build::{Build, Finished, finish, prune};
pub use choose::{cancel, choose, roll_back};
pub use read::read;
pub use service::{Embedders, QuestionVector};
pub use test::test;

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

/// What can go wrong with choosing a model.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    /// Fields are wrong; every one of them is listed.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The model does not work.
    #[error("the model does not work: {0}")]
    DoesNotWork(String),
    /// It is the active one already.
    #[error("it is the active model")]
    AlreadyActive,
    /// Another change is under way.
    #[error("another change is under way")]
    Busy,
    /// There is none to go back to.
    #[error("there is no model before this one")]
    NoPrevious,
    /// None is being prepared.
    #[error("no change is under way")]
    NotBuilding,
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
