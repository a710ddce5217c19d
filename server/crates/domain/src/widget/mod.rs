//! The visitor's side: the front door of a bot, sessions, and what a session may do.
//!
//! The public key names a bot and grants nothing. A session is made from a page whose Origin the bot
//! accepts and is bound to it; its token opens one conversation and nothing else.

mod bootstrap;
pub mod origin;
mod session;
mod visit;

pub use bootstrap::{Front, bootstrap, front};
pub use origin::CallerOrigin;
pub use session::{VisitorCtx, authenticate, create_session};
pub use visit::{feedback, request_handoff, snapshot};

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;

/// What can go wrong at the front door.
#[derive(Debug, thiserror::Error)]
pub enum WidgetError {
    /// No bot has this public key, or its workspace is suspended.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The page's Origin is missing, malformed or not on the bot's list; the sentence says which.
    #[error("{0}")]
    OriginNotAllowed(String),
    /// The session token is missing, unknown or has ended.
    #[error("the session is not valid")]
    Unauthenticated,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
