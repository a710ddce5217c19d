//! Any endpoint that speaks OpenAI's chat completions, streamed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};

use super::{ChatModel, ChatRequest, ChatStream};
use answer::Answer;
use wire::Dialect;

mod answer;
mod reader;
mod sse;
mod wire;

/// How long each stage of an answer may take. The time to connect is the HTTP client's to limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatTimeouts {
    /// From sending the request to the first piece.
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

/// A model behind an OpenAI-compatible endpoint. Cheap to clone.
#[derive(Clone)]
pub struct OpenAiModel {
    endpoint: Arc<Endpoint>,
}

/// Everything that is the same for each answer.
struct Endpoint {
    client: reqwest::Client,
    url: String,
    api_key: Option<String>,
    model: String,
    timeouts: ChatTimeouts,
    /// Learnt from refusals, so that later answers need no second attempt.
    dialect: Mutex<Dialect>,
}

impl fmt::Debug for OpenAiModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiModel")
            .field("url", &self.endpoint.url)
            .field("model", &self.endpoint.model)
            .finish_non_exhaustive()
    }
}

impl OpenAiModel {
    /// A model at `base_url` (without `/chat/completions`). The client decides about connect time-outs,
    /// redirects and which addresses may be reached; share it, so that connections stay warm.
    pub fn new(
        client: reqwest::Client,
        base_url: &str,
        api_key: Option<String>,
        model: &str,
        timeouts: ChatTimeouts,
    ) -> Self {
        let base_url = base_url.trim().trim_end_matches('/').trim_end_matches("/chat/completions");
        let endpoint = Endpoint {
            client,
            url: format!("{base_url}/chat/completions"),
            api_key: api_key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()),
            model: model.to_owned(),
            timeouts,
            dialect: Mutex::default(),
        };
        Self { endpoint: Arc::new(endpoint) }
    }
}

impl ChatModel for OpenAiModel {
    fn name(&self) -> &str {
        &self.endpoint.model
    }

    fn stream(&self, request: ChatRequest) -> ChatStream {
        let answer = Answer::new(Arc::clone(&self.endpoint), request);
        futures::stream::unfold(answer, |mut answer| async {
            let piece = answer.next().await?;
            Some((piece, answer))
        })
        .boxed()
    }
}

impl Endpoint {
    /// The request, or a sentence about the key if it can't be sent in a header.
    fn request(
        &self,
        request: &ChatRequest,
        dialect: Dialect,
    ) -> Result<reqwest::RequestBuilder, &'static str> {
        let body = serde_json::to_vec(&wire::Body::new(&self.model, request, dialect))
            .map_err(|_| "the request cannot be written as JSON")?;
        let mut builder = self
            .client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json")
            .body(body);
        if let Some(key) = &self.api_key {
            let mut value = HeaderValue::try_from(format!("Bearer {key}"))
                .map_err(|_| "the key holds characters that no key has")?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        Ok(builder)
    }

    fn dialect(&self) -> Dialect {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, dialect: Dialect) {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner) = dialect;
    }

    /// The endpoint's own words, fit to be shown: short, on one line, without the key.
    fn quote(&self, words: &str) -> String {
        let words = match &self.api_key {
            Some(key) => words.replace(key.as_str(), "…"),
            None => words.to_owned(),
        };
        let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(300) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }
}
