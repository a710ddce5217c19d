//! Models behind an endpoint elsewhere, whichever protocol it speaks.
//!
//! There is one answer engine: it sends the request, holds the deadlines, splits the bytes into events,
//! reads refusals, puts tool calls together and decides whether what came was an answer. A protocol is a
//! `wire::Wire`, which only builds the request and says what an event says. It must not wait, count or
//! decide: a rule about answers that stands in a wire would hold for one provider only.
//!
//! An answer ends in one of these ways:
//!
//! | what came | the stream's end |
//! | --- | --- |
//! | text or tool calls, and the endpoint's word that it is done | usage, if told |
//! | the same, cut at the limit of tokens | `Truncated`, then usage |
//! | more than 256 KiB of text and arguments | `Truncated` after that much; the connection is closed |
//! | the connection closed, or half an event, before the endpoint said that it is done | `Interrupted` |
//! | an error in the stream, or the provider's filter | `Refused` before any text, else `Interrupted` |
//! | neither a word nor a tool call, or bytes that are no answer | `Protocol` |
//! | an event of over 1 MiB, or a stream of over 32 MiB | `Protocol` |
//! | nothing for as long as [`ChatTimeouts`] says | `Timeout` |

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

use super::{ChatModel, ChatRequest, ChatStream};
use answer::Answer;
use wire::{Dialect, Wire};

mod answer;
mod anthropic;
mod clock;
mod gemini;
mod kind;
mod openai;
mod reader;
mod refusal;
mod retry_after;
mod said;
mod sse;
mod tool_calls;
mod turns;
mod wire;

pub use clock::ChatTimeouts;
pub use kind::{ProviderKind, UnknownProviderKind};

/// Where a model is and how to speak with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// The protocol.
    pub kind: ProviderKind,
    /// The address, as the provider's documentation gives it; a path that we add ourselves does no harm.
    pub base_url: String,
    /// The key; some endpoints want none.
    pub api_key: Option<String>,
    /// The model's name; at Azure the deployment's.
    pub model: String,
}

/// Without the key.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("kind", &self.kind)
            .field("base_url", &self.base_url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// A model behind an endpoint. Cheap to clone.
#[derive(Clone)]
pub struct RemoteModel {
    endpoint: Arc<Endpoint>,
}

/// Everything that is the same for each answer.
struct Endpoint {
    client: reqwest::Client,
    wire: &'static dyn Wire,
    url: String,
    api_key: Option<String>,
    model: String,
    timeouts: ChatTimeouts,
    /// Learnt from refusals, so that later answers need no second attempt.
    dialect: Mutex<Dialect>,
}

impl fmt::Debug for RemoteModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteModel")
            .field("wire", &self.endpoint.wire)
            .field("url", &self.endpoint.url)
            .field("model", &self.endpoint.model)
            .finish_non_exhaustive()
    }
}

impl RemoteModel {
    /// A model at the end of this connection. The client decides about connect time-outs, redirects and
    /// which addresses may be reached; share it, so that connections stay warm.
    pub fn new(client: reqwest::Client, connection: Connection, timeouts: ChatTimeouts) -> Self {
        let Connection { kind, base_url, api_key, model } = connection;
        let wire = kind.wire();
        let endpoint = Endpoint {
            client,
            wire,
            url: wire.url(base_url.trim().trim_end_matches('/'), model.trim()),
            api_key: api_key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()),
            model: model.trim().to_owned(),
            timeouts,
            dialect: Mutex::default(),
        };
        Self { endpoint: Arc::new(endpoint) }
    }
}

impl ChatModel for RemoteModel {
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
        let body = self
            .wire
            .body(&self.model, request, dialect)
            .map_err(|_| "the request cannot be written as JSON")?;
        let mut builder = self
            .client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json")
            .body(body);
        for (name, value) in self.wire.headers() {
            builder = builder.header(*name, *value);
        }
        if let Some(key) = &self.api_key {
            let (name, prefix) = self.wire.key_header();
            let mut value = HeaderValue::try_from(format!("{prefix}{key}"))
                .map_err(|_| "the key holds characters that no key has")?;
            value.set_sensitive(true);
            builder = builder.header(name, value);
        }
        Ok(builder)
    }

    fn dialect(&self) -> Dialect {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, dialect: Dialect) {
        *self.dialect.lock().unwrap_or_else(PoisonError::into_inner) = dialect;
    }

    fn quote(&self, words: &str) -> String {
        refusal::quote(words, self.api_key.as_deref())
    }
}
