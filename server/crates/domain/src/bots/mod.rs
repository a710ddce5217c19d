//! Bots: made, changed, listed, deleted, checked for being installed, and told how to answer.

mod allowed_domains;
pub mod behaviour;
mod create;
mod delete;
mod installation;
mod read;
mod update;
mod validate;

pub use create::create;
pub use delete::delete;
pub use installation::installation;
pub use read::{list, read};
pub use update::update;

use chatsphere_contract::bots::Bot;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::DbError;
use chatsphere_db::bots::{BotCounts, BotRecord};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;

/// What can go wrong with a bot.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NotFound,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// What is wrong with its tags.
    #[error(transparent)]
    Tags(#[from] crate::tags::TagError),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A bot as its workspace sees it.
fn present(bot: BotRecord, counts: BotCounts) -> Bot {
    Bot {
        id: bot.id,
        name: bot.name,
        public_key: bot.public_key,
        appearance: bot.appearance,
        allowed_domains: bot.allowed_domains,
        instructions: bot.behaviour.instructions,
        retrieval: bot.retrieval,
        answer_tags: bot.answer_tags,
        models: bot.models,
        documents: counts.documents,
        chunks: counts.chunks,
        created_at: rfc3339(bot.created_at),
        updated_at: rfc3339(bot.updated_at),
    }
}
