//! What can go wrong with a conversation, as a caller sees it.

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    /// It does not exist, or is not the caller's.
    #[error("there is no such conversation")]
    NotFound,
    /// The bot, message or trace does not exist, or is not the caller's.
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The caller's role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The server is stopping and takes no new messages.
    #[error("the server is stopping")]
    Stopping,
    /// The search failed; the log says why.
    #[error("the search failed")]
    Search,
    /// Another process writes the conversation now; nothing was changed.
    #[error("another process took the conversation over")]
    LeaseLost,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl ConversationError {
    /// One wrong field.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        }])
    }
}
