//! What can go wrong outside.

/// A request to a tenant-chosen address was refused by us, or failed.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// Not an address that we take.
    #[error("{0}")]
    InvalidUrl(&'static str),
    /// The address lies in a network that is not public.
    #[error(
        "{host} is not a public address; an operator can permit its network in CHATSPHERE_OUTBOUND_ALLOW"
    )]
    NotPublic {
        /// The host as it was written.
        host: String,
    },
    /// The host's name leads nowhere.
    #[error("the name {0} cannot be resolved")]
    UnknownHost(String),
    /// No connection, or it broke.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        reason: String,
    },
    /// Too slow.
    #[error("{0} did not answer in time")]
    Timeout(String),
    /// More bytes than the caller takes.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Redirects in a circle, too many, or from https to http.
    #[error("{0}")]
    Redirect(&'static str),
    /// Compressed in a way that we do not read, or not as it says.
    #[error("The answer is compressed in a way that cannot be read.")]
    Encoding,
    /// The client cannot be made at all: no root certificates on this machine, mostly.
    #[error("the HTTP client cannot be made (are CA certificates installed?): {0}")]
    Setup(#[source] reqwest::Error),
}

/// The object store failed.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The key is not of the form that keys have.
    #[error("“{0}” is not a valid object key")]
    InvalidKey(String),
    /// There is no such object.
    #[error("there is no object {0}")]
    NotFound(String),
    /// More bytes than permitted; nothing was kept.
    #[error("larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The sender broke off; nothing was kept.
    #[error("the upload broke off: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The folder cannot be used.
    #[error("the folder {folder} cannot be used: {reason}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// Everything else.
    #[error("the object store failed: {0}")]
    Store(#[source] object_store::Error),
}
