//! What answers cost, and how much of it a workspace allows.
//!
//! A budget limits answers that a model is paid for, or money, or both: of a workspace or a bot in a day or a month, or
//! of each visitor's conversation. Before a model is asked, the turn takes one answer and the most that it can cost from
//! every budget that applies ([`reserve`]), in a transaction of its own that is committed before the question leaves this
//! server: under any load no more is asked for than is there. Afterwards that is corrected to what was paid ([`settle`]),
//! in the transaction that stores the answer. A turn that dies in between stays counted as reserved: its model may have
//! been paid, so that no sweep gives it back. Where no budget is set, nothing is reserved and nobody waits.
//!
//! An estimate cannot be exact, since tokens are counted by the provider: it is made high, and where an answer costs more
//! all the same, the next reservations see it.

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

mod price;
mod read;
mod reserve;
mod set;
mod usage;

pub use chatsphere_db::spending::{ModelUse, Reservation, settle};
pub use price::cost_micros;
pub use read::{budgets, warnings};
pub use reserve::{Admission, reserve};
pub use set::set;
pub use usage::usage;

/// Why budgets or usage could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum SpendingError {
    /// The workspace has no such bot.
    #[error("the workspace has no such bot")]
    NoSuchBot,
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

fn wrong(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }
}
