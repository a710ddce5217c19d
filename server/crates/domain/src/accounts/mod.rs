//! Accounts: registering, logging in, tokens, browser sessions, API keys, and who a credential names.
//!
//! Every credential is 256 random bits behind a prefix that says what it is, and is stored as SHA-256.
//! A suspended person or workspace is refused whatever the credential.

mod api_keys;
mod authenticate;
pub mod cookie;
mod log_in;
mod log_out;
mod me;
mod operator;
mod password;
mod refresh;
mod register;
mod tokens;
mod validate;

pub use api_keys::{create_api_key, delete_api_key, list_api_keys};
pub use authenticate::{Credential, authenticate};
pub use log_in::{log_in, log_in_browser};
pub use log_out::log_out;
pub use me::me;
pub use operator::{create_operator, reset_password};
pub use refresh::refresh;
pub use register::{Operator, register, register_browser, register_with};
pub use tokens::BrowserSession;

use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

/// Why an account's use case was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Fields are wrong; every one of them is listed.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// Another account has this address.
    #[error("an account with this e-mail address exists already")]
    EmailTaken,
    /// Unknown address or wrong password; which of the two is not said.
    #[error("e-mail address or password is wrong")]
    WrongCredentials,
    /// No credential, or one that is unknown, expired or revoked.
    #[error("not signed in")]
    Unauthenticated,
    /// The refresh token is unknown, expired, or was used before.
    #[error("the refresh token is not valid any more")]
    InvalidRefreshToken,
    /// The person or the workspace is suspended.
    #[error("this account is suspended")]
    Suspended,
    /// A program's key may not make or remove keys.
    #[error("only a person can do this, not an API key")]
    NeedsPerson,
    /// The workspace has no such key.
    #[error("no such API key")]
    NoSuchApiKey,
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// A password could not be hashed or checked.
    #[error("password hashing failed: {0}")]
    Hashing(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
