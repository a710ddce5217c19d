//! Anthropic's Messages, streamed.
//!
//! Shapes: the events of `POST /v1/messages` with `stream: true`. Each is a JSON object with a `type`:
//! `message_start`, then for each block `content_block_start`, `content_block_delta`… and
//! `content_block_stop`, then `message_delta` with the reason for the end, and `message_stop`; in between
//! `ping`, and `error` in place of the rest. New types may come at any time and are passed over.

use std::collections::VecDeque;

use reqwest::header::HeaderName;

use super::said::Said;
use super::wire::{Decoder, Dialect, Wire};
use crate::chat::ChatRequest;
use body::Body;
use event::EventDecoder;

mod body;
mod event;

/// Anthropic's own address.
pub(super) const BASE_URL: &str = "https://api.anthropic.com/v1";

/// The version of the protocol that is described in the module.
const VERSION: &str = "2023-06-01";

/// See the module.
#[derive(Debug)]
pub(super) struct Anthropic;

impl Wire for Anthropic {
    fn url(&self, base_url: &str, _model: &str) -> String {
        let base = base_url.trim_end_matches("/messages").trim_end_matches("/v1");
        format!("{base}/v1/messages")
    }

    fn key_header(&self) -> (HeaderName, &'static str) {
        (HeaderName::from_static("x-api-key"), "")
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("anthropic-version", VERSION)]
    }

    fn body(&self, model: &str, request: &ChatRequest, dialect: Dialect) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Body::new(model, request, dialect))
    }

    fn after_refusal(&self, dialect: Dialect, detail: &str) -> Option<Dialect> {
        let mut next = dialect;
        next.no_temperature |= detail.contains("temperature");
        next.other_schema |= detail.contains("tool_choice");
        (next != dialect).then_some(next)
    }

    fn decoder(&self, request: &ChatRequest) -> Box<dyn Decoder> {
        Box::new(EventDecoder::new(request.schema.as_ref()))
    }
}

impl Decoder for EventDecoder {
    fn decode(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
        self.read(data, said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_is_understood() {
        for base_url in [BASE_URL, "https://api.anthropic.com", "https://api.anthropic.com/v1/messages"] {
            assert_eq!(Anthropic.url(base_url, "m"), "https://api.anthropic.com/v1/messages", "{base_url}");
        }
        assert_eq!(
            Anthropic.url("https://gate.example/anthropic", "m"),
            "https://gate.example/anthropic/v1/messages"
        );
    }
}
