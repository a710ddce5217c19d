//! The JSON of chat completions, taken leniently: endpoints differ in what they leave out.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::chat::{ChatRequest, ChatRole};

/// The request's body.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// What an endpoint was found not to understand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) max_completion_tokens: bool,
    pub(super) no_temperature: bool,
    pub(super) no_stream_options: bool,
}

impl Dialect {
    /// The dialect to try after this refusal, if its words name a parameter that we can do without.
    pub(super) fn after_refusal(self, detail: &str) -> Option<Self> {
        let mut next = self;
        if detail.contains("max_tokens") || detail.contains("max_completion_tokens") {
            next.max_completion_tokens = !self.max_completion_tokens;
        }
        next.no_temperature |= detail.contains("temperature");
        next.no_stream_options |= detail.contains("stream_options");
        (next != self).then_some(next)
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(model: &'a str, request: &'a ChatRequest, dialect: Dialect) -> Self {
        let mut messages = Vec::with_capacity(request.history.len() + 2);
        if !request.system.is_empty() {
            messages.push(Message { role: "system", content: &request.system });
        }
        messages.extend(request.history.iter().map(|turn| Message {
            role: match turn.role {
                ChatRole::Visitor => "user",
                ChatRole::Assistant => "assistant",
            },
            content: &turn.text,
        }));
        messages.push(Message { role: "user", content: &request.question });
        let limit = Some(request.max_output_tokens).filter(|limit| *limit > 0);
        Self {
            model,
            messages,
            stream: true,
            stream_options: (!dialect.no_stream_options).then_some(StreamOptions { include_usage: true }),
            max_tokens: limit.filter(|_| !dialect.max_completion_tokens),
            max_completion_tokens: limit.filter(|_| dialect.max_completion_tokens),
            temperature: (!dialect.no_temperature).then_some(request.temperature),
        }
    }
}

/// A streamed piece, or the whole answer of an endpoint that does not stream.
#[derive(Debug, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
    #[serde(default)]
    pub(super) usage: Option<Usage>,
    #[serde(default)]
    pub(super) error: Option<EndpointError>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default, alias = "message")]
    delta: Option<Delta>,
    #[serde(default)]
    pub(super) finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<Content>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
    /// Anything else is no text and is passed over.
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
struct Part {
    #[serde(default)]
    text: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Usage {
    #[serde(default)]
    pub(super) prompt_tokens: u32,
    #[serde(default)]
    pub(super) completion_tokens: u32,
}

/// An error in any of the forms that endpoints use.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum EndpointError {
    /// `{message, code}`.
    Object {
        /// What went wrong.
        message: String,
        /// A number for some, a word for others.
        #[serde(default)]
        code: Option<serde_json::Value>,
    },
    /// Just a sentence.
    Text(String),
    /// Something else.
    Other(serde_json::Value),
}

impl EndpointError {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Object { message, .. } | Self::Text(message) => message.clone(),
            Self::Other(value) => value.to_string(),
        }
    }

    /// The HTTP status that the error speaks of; 502 if it does not.
    pub(super) fn status(&self) -> u16 {
        let Self::Object { code: Some(code), .. } = self else { return 502 };
        let number = code.as_u64().or_else(|| code.as_str()?.parse().ok());
        number.and_then(|n| u16::try_from(n).ok()).filter(|n| (400..=599).contains(n)).unwrap_or(502)
    }
}

impl Choice {
    pub(super) fn text(self) -> String {
        match self.delta.and_then(|delta| delta.content) {
            Some(Content::Text(text)) => text,
            Some(Content::Parts(parts)) => parts.into_iter().filter_map(|part| part.text).collect(),
            Some(Content::Other(_)) | None => String::new(),
        }
    }
}

/// The body of a refusal: `{error: …}`, `{message: …}`, `{detail: …}` or anything else.
pub(super) fn refusal_detail(body: &str) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(alias = "message", alias = "detail")]
        error: EndpointError,
    }
    match serde_json::from_str::<Refusal>(body) {
        Ok(refusal) => refusal.error.message(),
        Err(_) if body.trim_start().starts_with('<') => "an HTML page".to_owned(),
        Err(_) => body.trim().to_owned(),
    }
}
