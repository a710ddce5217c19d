//! A question and its passages to a stream of text.

use std::fmt::Debug;

use futures::stream::BoxStream;

pub mod chain;
pub mod remote;

mod error;
mod request;

pub use error::ChatError;
pub use request::{ChatRequest, ChatRole, ChatTurn, OutputSchema, Passage, Tool};

/// What a model writes, and nothing else, when the passages do not hold the answer: its prompt asks it to.
pub const NO_ANSWER: &str = "NO_ANSWER";

/// Something that answers. Dropping the stream cancels the answer and closes its connection.
pub trait ChatModel: Debug + Send + Sync + 'static {
    /// Names the model in traces and usage reports.
    fn name(&self) -> &str;

    /// Starts an answer. Nothing happens before the stream is polled. After an `Err` the stream ends.
    fn stream(&self, request: ChatRequest) -> ChatStream;
}

/// The pieces of one answer.
pub type ChatStream = BoxStream<'static, Result<ChatDelta, ChatError>>;

/// One piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatDelta {
    /// More text. With [`ChatRequest::schema`] set, the pieces together are the JSON text.
    Text(String),
    /// The model asks for one of [`ChatRequest::tools`]; after the text, each call once, whole. Whether a
    /// tool of this name was offered is the caller's to check.
    ToolCall {
        /// Names the call; different for each call of an answer.
        id: String,
        /// The tool's name.
        name: String,
        /// A JSON object; empty when the model gave no arguments.
        arguments: serde_json::Value,
    },
    /// The text was cut, at `max_output_tokens` or because it would not end; after the text and the calls.
    Truncated,
    /// What the answer cost, as its provider counts; at most once, last of all. An answer that was stopped
    /// by us, and one from a provider that does not tell, comes without.
    Usage {
        /// Tokens read, those from the provider's cache among them.
        input_tokens: u32,
        /// Tokens written, thoughts that nobody sees among them.
        output_tokens: u32,
        /// Of the tokens read, those that came from the provider's cache.
        cached_input_tokens: u32,
    },
    /// The model answers nothing because the passages hold no answer. No text comes before or after it.
    /// Only [`crate::BuiltInAnswerer`] says so; other models say it in words, as their prompt asks.
    Declined,
    /// Who writes what follows; of a [`chain::Chain`], before the first text of each of its models.
    Writing {
        /// The model's name.
        model: String,
    },
    /// A model of a [`chain::Chain`] did not answer, or not to the end; another one goes on.
    Failed(chain::FailedAttempt),
}
