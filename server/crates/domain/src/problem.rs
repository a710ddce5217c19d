//! The one place where a use case's error becomes the problem that leaves the server.
//!
//! What is not there and what is not the caller's give the same 404. A server error says nothing of its
//! cause: that is logged here, once.

use chatsphere_contract::limits;
use chatsphere_contract::problem::Problem;
use chatsphere_db::DbError;
use chatsphere_kernel::ctx::NotPermitted;

use crate::accounts::AccountError;
use crate::bots::BotError;
use crate::bots::behaviour::BehaviourError;
use crate::chat::ConversationError;
use crate::documents::DocumentError;
use crate::embedding::EmbeddingError;
use crate::jobs::JobError;
use crate::models::ModelError;
use crate::overview::OverviewError;
use crate::questions::QuestionError;
use crate::search::SearchError;
use crate::snapshots::SnapshotError;
use crate::sources::SourceError;
use crate::spending::SpendingError;
use crate::tags::TagError;
use crate::widget::WidgetError;

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Invalid(errors) => Self::invalid(errors),
            AccountError::EmailTaken => {
                let message = "An account with this e-mail address exists already. Log in instead.";
                let errors = Self::invalid_field("email", "email_taken", message).errors;
                Self { errors, ..Self::new(409, "email_taken", message) }
            }
            AccountError::WrongCredentials => {
                Self::new(401, "wrong_credentials", "E-mail address or password is wrong.")
            }
            AccountError::Unauthenticated => Self::unauthenticated(),
            AccountError::InvalidRefreshToken => {
                Self::new(401, "invalid_refresh_token", "This refresh token has ended. Log in again.")
            }
            AccountError::Suspended => {
                let detail = "This account is suspended. Ask whoever runs this ChatSphere.";
                Self::new(403, "suspended", detail)
            }
            AccountError::NeedsPerson => Self::forbidden("An API key cannot do this: log in as a person."),
            AccountError::NoSuchApiKey => Self::not_found("API key"),
            AccountError::NotPermitted(error) => not_permitted(error),
            AccountError::Hashing(cause) => {
                tracing::error!(%cause, "a password could not be hashed or checked");
                Self::internal()
            }
            AccountError::Db(error) => database(error),
        }
    }
}

impl From<OverviewError> for Problem {
    fn from(error: OverviewError) -> Self {
        match error {
            OverviewError::NotPermitted(error) => not_permitted(error),
            OverviewError::Db(error) => database(error),
        }
    }
}

impl From<ConversationError> for Problem {
    fn from(error: ConversationError) -> Self {
        match error {
            ConversationError::NotFound => Self::not_found("conversation"),
            ConversationError::NoSuch(what) => Self::not_found(what),
            ConversationError::Invalid(errors) => Self::invalid(errors),
            ConversationError::NotPermitted(error) => not_permitted(error),
            ConversationError::Stopping | ConversationError::LeaseLost => unavailable(),
            ConversationError::Search => Self::internal(),
            ConversationError::Database(error) => database(error),
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Invalid(errors) => Self::invalid(errors),
            SearchError::NoSuchBot => Self::not_found("bot"),
            SearchError::Tags(error) => error.into(),
            SearchError::NoSuchTestQuestion => Self::not_found("test question"),
            SearchError::AlreadyRunning => {
                let detail = "The test questions of this bot are being run already. Wait until that is done.";
                Self::new(409, "already_running", detail)
            }
            SearchError::NotPermitted(error) => not_permitted(error),
            SearchError::Stopped(cause) => {
                tracing::error!(error = %cause, "a search did not finish");
                Self::internal()
            }
            SearchError::Database(error) => database(error),
        }
    }
}

impl From<ModelError> for Problem {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::NotFound => Self::not_found("model"),
            ModelError::Invalid(errors) => Self::invalid(errors),
            ModelError::NotPermitted(error) => not_permitted(error),
            ModelError::Db(error) => database(error),
        }
    }
}

impl From<WidgetError> for Problem {
    fn from(error: WidgetError) -> Self {
        match error {
            WidgetError::NoSuchBot => Self::not_found("bot"),
            WidgetError::OriginNotAllowed(detail) => Self::new(403, "origin_not_allowed", detail),
            WidgetError::Unauthenticated => {
                Self::new(401, "unauthenticated", "This session has ended. Start a new one.")
            }
            WidgetError::Invalid(errors) => Self::invalid(errors),
            WidgetError::Database(error) => database(error),
        }
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::NoSuchBot => Self::not_found("bot"),
            QuestionError::NotFound => Self::not_found("question"),
            QuestionError::NoSuchAnswer => Self::not_found("answer"),
            QuestionError::Changed => {
                let detail = "Somebody else changed this question while you did. Look at what it says now, then \
                              change it again.";
                Self::new(409, "changed_meanwhile", detail)
            }
            QuestionError::Invalid(errors) => Self::invalid(errors),
            QuestionError::Tags(error) => error.into(),
            QuestionError::Stopped(cause) => {
                tracing::error!(%cause, "reading a file of questions stopped");
                Self::internal()
            }
            QuestionError::NotPermitted(error) => not_permitted(error),
            QuestionError::Db(error) => database(error),
        }
    }
}

impl From<BotError> for Problem {
    fn from(error: BotError) -> Self {
        match error {
            BotError::NotFound => Self::not_found("bot"),
            BotError::Invalid(errors) => Self::invalid(errors),
            BotError::Tags(error) => error.into(),
            BotError::NotPermitted(error) => not_permitted(error),
            BotError::Db(error) => database(error),
        }
    }
}

impl From<BehaviourError> for Problem {
    fn from(error: BehaviourError) -> Self {
        match error {
            BehaviourError::NotFound => Self::not_found("bot"),
            BehaviourError::NoSuchVersion => Self::not_found("version"),
            BehaviourError::Changed => {
                let detail = "Somebody else changed how this bot answers while you did. Look at what it says now, \
                              then change it again.";
                Self::new(409, "changed_meanwhile", detail)
            }
            BehaviourError::NoDraft => {
                Self::new(409, "no_draft", "There is no draft: visitors get what you see.")
            }
            BehaviourError::Unchanged => Self::new(409, "unchanged", "Visitors get exactly this already."),
            BehaviourError::Invalid(errors) => Self::invalid(errors),
            BehaviourError::Question(error) => error.into(),
            BehaviourError::NotPermitted(error) => not_permitted(error),
            BehaviourError::Db(error) => database(error),
        }
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::NoSuchBot => Self::not_found("bot"),
            DocumentError::NotFound => Self::not_found("document"),
            DocumentError::NoSuchPassage => Self::not_found("passage"),
            DocumentError::NoSuchVersion => Self::not_found("version"),
            DocumentError::NoSuchPage => Self::not_found("page"),
            DocumentError::ChangedMeanwhile => {
                let detail = "Somebody else changed this meanwhile. Look at it again before you change it.";
                Self::new(409, "changed_meanwhile", detail)
            }
            DocumentError::TooManyPinned => {
                let most = chatsphere_contract::limits::PINNED_PASSAGES;
                let detail = format!("A bot has at most {most} pinned passages. Unpin another one first.");
                Self::new(409, "too_many_pinned", detail)
            }
            DocumentError::Unchanged => {
                Self::new(409, "unchanged", "The document has this very content already.")
            }
            DocumentError::OriginalGone => {
                Self::new(410, "original_gone", "The stored file is gone. Upload it again.")
            }
            DocumentError::Unreadable(reason) => Self::new(422, reason.code(), reason.to_string()),
            DocumentError::NotCompared => {
                tracing::error!("a comparison of versions broke down");
                Self::internal()
            }
            DocumentError::NotFailed => {
                Self::new(409, "not_failed", "Only a document that failed can be read again.")
            }
            DocumentError::NotKept => {
                Self::new(409, "not_kept", "The file was not kept, as it cannot be read. Upload it again.")
            }
            DocumentError::Invalid(errors) => Self::invalid(errors),
            DocumentError::Tags(error) => error.into(),
            DocumentError::Interrupted(reason) => {
                let detail = format!("The transfer broke off ({reason}). Send it again.");
                Self::new(400, "interrupted", detail)
            }
            DocumentError::NotPermitted(error) => not_permitted(error),
            DocumentError::Objects(error) => {
                tracing::error!(%error, "object store error");
                Self::internal()
            }
            DocumentError::Db(error) => database(error),
        }
    }
}

impl From<EmbeddingError> for Problem {
    fn from(error: EmbeddingError) -> Self {
        match error {
            EmbeddingError::Invalid(errors) => Self::invalid(errors),
            EmbeddingError::DoesNotWork(sentence) => Self::new(409, "does_not_work", sentence),
            EmbeddingError::AlreadyActive => {
                Self::new(409, "already_active", "Searches use this model already.")
            }
            EmbeddingError::Busy => {
                Self::new(409, "busy", "Another model is being prepared. Wait for it, or call it off.")
            }
            EmbeddingError::NoPrevious => {
                Self::new(409, "no_previous", "There is no earlier model to go back to.")
            }
            EmbeddingError::NotBuilding => Self::new(409, "not_building", "No model is being prepared."),
            EmbeddingError::NotPermitted(error) => not_permitted(error),
            EmbeddingError::Db(error) => database(error),
        }
    }
}

impl From<SnapshotError> for Problem {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::NoSuchBot => Self::not_found("bot"),
            SnapshotError::NotFound => Self::not_found("snapshot"),
            SnapshotError::NameTaken => {
                let message = "Another snapshot of this bot has this name.";
                let errors = Self::invalid_field("name", "name_taken", message).errors;
                Self { errors, ..Self::new(409, "name_taken", message) }
            }
            SnapshotError::TooMany => {
                let most = chatsphere_contract::limits::SNAPSHOTS;
                let detail = format!("A bot has at most {most} snapshots. Delete one first.");
                Self::new(409, "too_many_snapshots", detail)
            }
            SnapshotError::Busy => {
                Self::new(409, "busy", "This snapshot is being restored. Wait for the job, or cancel it.")
            }
            SnapshotError::Invalid(errors) => Self::invalid(errors),
            SnapshotError::NotPermitted(error) => not_permitted(error),
            SnapshotError::Db(error) => database(error),
        }
    }
}

impl From<TagError> for Problem {
    fn from(error: TagError) -> Self {
        match error {
            TagError::NotFound => Self::not_found("tag"),
            TagError::Taken => {
                let message =
                    "There is a tag of this name, or of one that looks the same. Merge the two instead.";
                let errors = Self::invalid_field("name", "tag_exists", message).errors;
                Self { errors, ..Self::new(409, "tag_exists", message) }
            }
            TagError::TooMany => {
                let detail =
                    format!("A workspace can have {} tags. Merge or delete some first.", limits::TAGS);
                Self::new(409, "too_many_tags", detail)
            }
            TagError::Changed => {
                let detail = "Somebody changed this tag meanwhile. Look at it again before you change it.";
                Self::new(409, "changed_meanwhile", detail)
            }
            TagError::Restricting(bots) => {
                let detail = format!(
                    "“{}” answers only from documents with this tag and would answer from all without it. \
                     Change the bot’s settings first.",
                    bots.join("”, “")
                );
                Self::new(409, "tag_in_use", detail)
            }
            TagError::Invalid(errors) => Self::invalid(errors),
            TagError::NotPermitted(error) => not_permitted(error),
            TagError::Db(error) => database(error),
        }
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::NoSuchBot => Self::not_found("bot"),
            SourceError::NotFound => Self::not_found("source"),
            SourceError::TooMany => {
                let detail = format!("A bot has at most {} web sources. Delete one first.", limits::SOURCES);
                Self::new(409, "too_many_sources", detail)
            }
            SourceError::Invalid(errors) => Self::invalid(errors),
            SourceError::Tags(error) => error.into(),
            SourceError::NotPermitted(error) => not_permitted(error),
            SourceError::Db(error) => database(error),
        }
    }
}

impl From<SpendingError> for Problem {
    fn from(error: SpendingError) -> Self {
        match error {
            SpendingError::NoSuchBot => Self::not_found("bot"),
            SpendingError::Invalid(errors) => Self::invalid(errors),
            SpendingError::NotPermitted(error) => not_permitted(error),
            SpendingError::Db(error) => database(error),
        }
    }
}

impl From<JobError> for Problem {
    fn from(error: JobError) -> Self {
        match error {
            JobError::NotFound => Self::not_found("job"),
            JobError::Ended => Self::new(409, "ended", "This job has ended already."),
            JobError::NothingToRetry => {
                Self::new(409, "nothing_to_retry", "Nothing of this job failed, or it still runs.")
            }
            JobError::NoFile => Self::not_found("file: it was not made yet, or has expired"),
            JobError::Objects(error) => {
                tracing::error!(%error, "object store error");
                Self::internal()
            }
            JobError::Invalid(errors) => Self::invalid(errors),
            JobError::NotPermitted(error) => not_permitted(error),
            JobError::Db(error) => database(error),
        }
    }
}

/// 403 with what is missing.
pub fn not_permitted(error: NotPermitted) -> Problem {
    Problem::forbidden(format!("Your role in this workspace does not permit this ({}).", error.0.as_str()))
}

/// What a failing database looks like from outside.
pub fn database(error: DbError) -> Problem {
    match error {
        DbError::Unavailable(cause) => {
            tracing::warn!(error = %cause, "database not available");
            unavailable()
        }
        DbError::MissingReference { .. } => Problem::not_found("thing"),
        DbError::InvalidText => {
            Problem::new(422, "invalid_input", "This has a character (U+0000) that cannot be stored.")
        }
        other => {
            tracing::error!(error = %other, "database error");
            Problem::internal()
        }
    }
}

fn unavailable() -> Problem {
    Problem::new(503, "unavailable", "The service is not available right now. Try again in a moment.")
}
