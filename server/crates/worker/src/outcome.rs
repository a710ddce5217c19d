//! How an attempt at a job ends.

use chatsphere_ai::EmbedError;
use chatsphere_db::DbError;
use chatsphere_outbound::ObjectError;
use time::OffsetDateTime;

/// An attempt that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is nothing left to do.
    Done,
    /// More urgent work waits, or the process stops: the rest goes back into the queue.
    Yielded,
    /// What is left cannot be done before this moment.
    Waits(OffsetDateTime),
}

/// An attempt that did not. What a person did wrong is no failure of the job: it is written into the
/// document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Somebody else has the job now, or it was cancelled: nothing may be written any more.
    #[error("the lease was lost")]
    LeaseLost,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The embedder's threads are gone.
    #[error(transparent)]
    Embedder(#[from] EmbedError),
    /// The workspace's embedding model cannot be used.
    #[error("the embedding model cannot be used: {0}")]
    Model(String),
    /// The reader of files did not start.
    #[error("{0}")]
    Reader(String),
    /// Somebody else's server did not give what the job needs.
    #[error("{0}")]
    Elsewhere(String),
    /// The queue holds what this program does not know.
    #[error("{0}")]
    UnknownWork(String),
    /// Our own code panicked; the panic itself is in the log.
    #[error("the job panicked")]
    Panicked,
}

impl Failure {
    /// What a person reads when no attempt is left.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::LeaseLost => "The work was interrupted.",
            Self::Db(_) => "The database could not be used. Retry in a moment.",
            Self::Objects(_) => "The file store could not be used. Retry in a moment.",
            Self::Embedder(EmbedError::Unavailable(reason) | EmbedError::Refused(reason)) => reason,
            Self::Embedder(_) => "The embedding model could not be used. Retry in a moment.",
            Self::Reader(reason)
            | Self::Elsewhere(reason)
            | Self::UnknownWork(reason)
            | Self::Model(reason) => reason,
            Self::Panicked => "Reading this stopped our reader. Retry, or send the text in another format.",
        }
    }
}
