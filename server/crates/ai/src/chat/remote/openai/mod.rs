//! OpenAI's chat completions, streamed, and taken leniently: endpoints that are compatible with it differ in
//! what they leave out.
//!
//! Shapes: the chunks of `POST /chat/completions` with `stream: true`; `[DONE]` ends the stream.

use std::collections::VecDeque;

use reqwest::header::{AUTHORIZATION, HeaderName};

use super::said::Said;
use super::wire::{Decoder, Dialect, Wire};
use crate::chat::ChatRequest;
use body::Body;

pub(super) mod azure;
mod body;
mod chunk;

/// OpenAI's own address.
pub(super) const BASE_URL: &str = "https://api.openai.com/v1";

/// See the module.
#[derive(Debug)]
pub(super) struct OpenAi;

impl Wire for OpenAi {
    fn url(&self, base_url: &str, _model: &str) -> String {
        format!("{}/chat/completions", without_path(base_url))
    }

    fn key_header(&self) -> (HeaderName, &'static str) {
        (AUTHORIZATION, "Bearer ")
    }

    fn body(&self, model: &str, request: &ChatRequest, dialect: Dialect) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Body::new(model, request, dialect))
    }

    fn after_refusal(&self, dialect: Dialect, detail: &str) -> Option<Dialect> {
        let mut next = dialect;
        if detail.contains("max_tokens") || detail.contains("max_completion_tokens") {
            next.other_token_limit = !dialect.other_token_limit;
        }
        next.no_temperature |= detail.contains("temperature");
        next.no_stream_options |= detail.contains("stream_options");
        next.other_schema |= detail.contains("response_format") || detail.contains("json_schema");
        (next != dialect).then_some(next)
    }

    fn decoder(&self, _request: &ChatRequest) -> Box<dyn Decoder> {
        Box::new(ChunkDecoder::default())
    }
}

/// The base of an address that was entered whole.
fn without_path(base_url: &str) -> &str {
    base_url.trim_end_matches("/chat/completions").trim_end_matches('/')
}

/// Reads chunks.
#[derive(Debug, Default)]
struct ChunkDecoder {
    /// The model declines in a field of its own, and then finishes as if it had answered.
    refused: bool,
}

impl Decoder for ChunkDecoder {
    fn decode(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
        chunk::read(data, &mut self.refused, said)
    }
}
