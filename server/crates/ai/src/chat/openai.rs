//! Any endpoint that speaks OpenAI's chat completions.

use std::time::Duration;

use futures::StreamExt;

use super::{ChatModel, ChatRequest, ChatStream};

/// How long each stage of an answer may take. The time to connect is the HTTP client's to limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatTimeouts {
    /// From sending the request to the first piece of text.
    pub first_token: Duration,
    /// From one sign of life to the next.
    pub idle: Duration,
    /// The whole answer.
    pub total: Duration,
}

impl Default for ChatTimeouts {
    fn default() -> Self {
        Self {
            first_token: Duration::from_secs(20),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(120),
        }
    }
}

/// A model behind an OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct OpenAiModel {
    model: String,
}

impl OpenAiModel {
    /// A model at `base_url` (without `/chat/completions`). The client decides about connect time-outs,
    /// redirects and which addresses may be reached.
    pub fn new(
        _client: reqwest::Client,
        _base_url: &str,
        _api_key: Option<String>,
        model: &str,
        _timeouts: ChatTimeouts,
    ) -> Self {
        Self { model: model.to_owned() }
    }
}

impl ChatModel for OpenAiModel {
    fn name(&self) -> &str {
        &self.model
    }

    fn stream(&self, _request: ChatRequest) -> ChatStream {
        futures::stream::empty().boxed()
    }
}
