//! A question and its passages to a stream of text.

use std::fmt::Debug;

use futures::stream::BoxStream;

pub mod openai;

/// Something that answers. Dropping the stream cancels the answer and closes its connection.
pub trait ChatModel: Debug + Send + Sync + 'static {
    /// Names the model in traces and usage reports.
    fn name(&self) -> &str;

    /// Starts an answer. Nothing happens before the stream is polled. After an `Err` the stream ends.
    fn stream(&self, request: ChatRequest) -> ChatStream;
}

/// The pieces of one answer.
pub type ChatStream = BoxStream<'static, Result<ChatDelta, ChatError>>;

/// What to answer, and from what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// Instructions with the numbered passages written into them; the built-in answerer ignores it.
    pub system: String,
    /// Earlier turns, oldest first.
    pub history: Vec<ChatTurn>,
    /// The visitor's question.
    pub question: String,
    /// The numbered sources, best first; OpenAI-compatible models see them through `system` only.
    pub passages: Vec<Passage>,
    /// Most tokens to write.
    pub max_output_tokens: u32,
    /// Randomness, 0 to 2.
    pub temperature: f32,
}

/// One earlier turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatTurn {
    /// Who spoke.
    pub role: ChatRole,
    /// What was said.
    pub text: String,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatRole {
    /// The visitor.
    Visitor,
    /// The bot, or a person answering for it.
    Assistant,
}

/// A numbered source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// The number that an answer cites it by.
    pub n: u32,
    /// Document title and heading path.
    pub title: String,
    /// The text, which may be Markdown.
    pub text: String,
    /// Retrieval's absolute score, 0 to 1.
    pub score: f32,
}

/// One piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatDelta {
    /// More text.
    Text(String),
    /// What the answer cost; at most once, after the text.
    Usage {
        /// Tokens read.
        input_tokens: u32,
        /// Tokens written.
        output_tokens: u32,
    },
    /// The text was cut at `max_output_tokens`; after the text.
    Truncated,
    /// The model answers nothing because the passages hold no answer. No text comes before or after it.
    /// Only [`crate::BuiltInAnswerer`] says so; other models say it in words, as their prompt asks.
    Declined,
}

/// An answer could not be had, or not to its end. No variant ever holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// No connection.
    #[error("the model endpoint cannot be reached: {0}")]
    Unreachable(String),
    /// Connected, but nothing (more) came in time.
    #[error("the model endpoint took too long ({0})")]
    Timeout(&'static str),
    /// The endpoint said no.
    #[error("the model endpoint refused ({status}): {detail}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The endpoint's own words, shortened.
        detail: String,
    },
    /// The connection was lost, or the endpoint reported an error, after the answer had begun.
    #[error("the model endpoint broke off in the middle: {0}")]
    Interrupted(String),
    /// What came is not what an OpenAI-compatible endpoint sends.
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
