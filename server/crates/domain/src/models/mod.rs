//! Which models answer for a workspace: its own in their order, else the install's, and at last the built-in answerer.

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

mod delete;
mod health;
mod input;
mod key;
mod list;
mod registry;
mod reorder;
mod save;
mod test;

pub use delete::delete;
pub use health::explain;
pub use list::list;
pub use registry::Models;
pub use reorder::reorder;
pub use save::{create, update};
pub use test::test;

/// Most models of a workspace.
pub const MODELS: usize = 10;

/// Why models could not be read, changed or tried.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The workspace has no such model.
    #[error("the workspace has no such model")]
    NotFound,
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
