//! How a bot answers: prepared as a draft, published as a version, compared, rolled back, previewed.
//!
//! Visitors get the published behaviour and nothing else. Every change names the revision that it was made
//! on, so that the second of two editors is told instead of undoing the first one's work.

mod compare;
mod draft;
mod preview;
mod publish;
mod restore;
mod state;
mod validate;
mod versions;

pub use compare::compare;
pub use draft::{discard_draft, save_draft};
pub use preview::preview;
pub use publish::publish;
pub(super) use publish::publish_at_once;
pub use restore::restore;
pub use state::read;
pub use versions::versions;

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

use crate::chat::ConversationError;

/// What can go wrong with a bot's behaviour.
#[derive(Debug, thiserror::Error)]
pub enum BehaviourError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NotFound,
    /// The bot has no such version.
    #[error("there is no such version")]
    NoSuchVersion,
    /// Somebody else changed it meanwhile.
    #[error("the behaviour was changed meanwhile")]
    Changed,
    /// There is nothing to publish or to discard.
    #[error("there is no draft")]
    NoDraft,
    /// It is what visitors get already.
    #[error("this is the published behaviour already")]
    Unchanged,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The question could not be prepared.
    #[error(transparent)]
    Question(#[from] ConversationError),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
