//! Why an answer could not be had.

use std::time::Duration;

/// An answer could not be had, or not to its end. No variant ever holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// No connection, or none that is secure.
    #[error("the model endpoint cannot be reached: {0}")]
    Unreachable(String),
    /// Connected, but nothing (more) came in time.
    #[error("the model endpoint took too long ({0})")]
    Timeout(&'static str),
    /// The endpoint said no.
    #[error("the model endpoint refused ({status}): {detail}")]
    Refused {
        /// HTTP status, or the one that an error in the stream stands for.
        status: u16,
        /// The endpoint's own words, shortened.
        detail: String,
        /// How long the endpoint asks to be left alone, an hour at most.
        retry_after: Option<Duration>,
    },
    /// The connection was lost, or the endpoint reported an error, after the answer had begun.
    #[error("the model endpoint broke off in the middle: {0}")]
    Interrupted(String),
    /// What came is not what such an endpoint sends.
    #[error("the model endpoint sent something unexpected: {0}")]
    Protocol(String),
}

impl ChatError {
    /// Whether the same request may well succeed a moment later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout(_) | Self::Interrupted(_) => true,
            Self::Refused { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::Protocol(_) => false,
        }
    }

    /// How long the endpoint asks to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Stable word for programs, metrics and traces.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Timeout(_) => "timeout",
            Self::Refused { .. } => "refused",
            Self::Interrupted(_) => "interrupted",
            Self::Protocol(_) => "protocol",
        }
    }
}
