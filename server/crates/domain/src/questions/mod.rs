//! Questions with answers that people wrote: kept, imported, exported, and given as they stand to a
//! question that is close enough.

mod csv;
mod draft;
mod edit;
mod export;
mod import;
mod matching;
mod validate;

pub use draft::draft;
pub use edit::{create, delete, list, read, update};
pub use export::export;
pub use import::import;
pub use matching::{Embedded, Match, embed_missing, find, index_of};

use chatsphere_contract::ids::BotId;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::questions::Question;
use chatsphere_db::questions::QuestionRecord;
use chatsphere_db::{DbError, TenantTx};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;

/// What can go wrong with questions.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The workspace has no such bot.
    #[error("there is no such bot")]
    NoSuchBot,
    /// The bot has no such question.
    #[error("there is no such question")]
    NotFound,
    /// The workspace has no such finished answer.
    #[error("there is no such answer")]
    NoSuchAnswer,
    /// Somebody else changed it meanwhile.
    #[error("the question was changed meanwhile")]
    Changed,
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// What is wrong with the tags.
    #[error(transparent)]
    Tags(#[from] crate::tags::TagError),
    /// Reading a file broke down.
    #[error("reading the file stopped: {0}")]
    Stopped(tokio::task::JoinError),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The bot must be there.
async fn require_bot(tx: &TenantTx, bot: BotId) -> Result<(), QuestionError> {
    match chatsphere_db::bots::find(tx, bot).await? {
        Some(_) => Ok(()),
        None => Err(QuestionError::NoSuchBot),
    }
}

/// A question as its workspace sees it.
fn present(record: QuestionRecord) -> Question {
    Question {
        id: record.id,
        question: record.question,
        answer: record.answer,
        status: record.status,
        tags: record.tags,
        hits: record.hits,
        last_used_at: record.last_used_at.map(rfc3339),
        version: record.version,
        created_at: rfc3339(record.created_at),
        updated_at: rfc3339(record.updated_at),
    }
}
