//! Which model answers for a workspace: its own, else the install's, else the built-in answerer.

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

mod clear;
mod input;
mod key;
mod models;
mod read;
mod set;
mod test;

pub use clear::clear;
pub use models::Models;
pub use read::read;
pub use set::set;
pub use test::test;

/// Why a provider could not be read, set or tried.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// There is none to try.
    #[error("this workspace has no model provider of its own")]
    NotSet,
    /// Fields are wrong; every one of them is listed.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
