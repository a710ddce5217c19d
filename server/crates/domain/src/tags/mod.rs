//! Tags: made, renamed, coloured, described, merged, deleted, and put on what can be tagged.
//!
//! A tag belongs to the workspace. Bots share one vocabulary, and a document that moves keeps its tags.

mod create;
mod delete;
mod list;
mod merge;
pub(crate) mod name;
mod resolve;
mod update;

pub use create::create;
pub use delete::delete;
pub use list::list;
pub use merge::merge;
pub(crate) use resolve::written;
pub use resolve::{as_written, ensure, ids_of, named, names_by_id};
pub use update::update;

use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::tags::Tag;
use chatsphere_db::DbError;
use chatsphere_db::tags::{TagRecord, TagUse};
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;

/// What can go wrong with tags.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// The workspace has no such tag.
    #[error("there is no such tag")]
    NotFound,
    /// Another tag has this name, or one that looks the same.
    #[error("there is a tag of this name")]
    Taken,
    /// The workspace has as many tags as it can have.
    #[error("there are too many tags")]
    TooMany,
    /// Somebody changed the tag meanwhile.
    #[error("the tag was changed meanwhile")]
    Changed,
    /// These bots answer only from documents with this tag; without it they would answer from all.
    #[error("bots are restricted to the tag")]
    Restricting(Vec<String>),
    /// The input is wrong.
    #[error("the input is not valid")]
    Invalid(Vec<FieldError>),
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl TagError {
    /// A name that is taken is told from the database's other failures.
    fn of_write(error: DbError) -> Self {
        match error {
            DbError::Conflict { constraint } if constraint == "tags_folded" => Self::Taken,
            other => Self::Db(other),
        }
    }
}

fn present(tag: TagRecord, used: TagUse) -> Tag {
    Tag {
        id: tag.id,
        name: tag.name,
        color: tag.color,
        description: tag.description,
        documents: used.documents,
        questions: used.questions,
        sources: used.sources,
        bots: used.bots,
        created_at: rfc3339(tag.created_at),
        updated_at: rfc3339(tag.updated_at),
    }
}

/// A description as it is stored, or what is wrong with it.
fn description(given: &str) -> Result<String, FieldError> {
    let text = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_control) {
        return Err(name::error("description", "invalid", "This has characters that cannot be shown."));
    }
    if text.chars().count() > limits::TAG_DESCRIPTION_CHARS {
        let message = format!("At most {} characters, please.", limits::TAG_DESCRIPTION_CHARS);
        return Err(name::error("description", "too_long", message));
    }
    Ok(text)
}
