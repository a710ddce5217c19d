//! Google's Gemini API, streamed.
//!
//! Shapes: the events of `POST /v1beta/models/MODEL:streamGenerateContent?alt=sse`. Each is a whole
//! response with the next parts of the content; the last has the reason for the end, and none marks the end
//! of the stream. Tool calls come whole.

use std::collections::VecDeque;
use std::fmt::Write as _;

use reqwest::header::HeaderName;

use super::said::Said;
use super::wire::{Decoder, Dialect, Wire};
use crate::chat::ChatRequest;
use body::Body;
use chunk::ChunkDecoder;

mod body;
mod chunk;

/// Google's own address.
pub(super) const BASE_URL: &str = "https://generativelanguage.googleapis.com/v1beta";

/// See the module.
#[derive(Debug)]
pub(super) struct Gemini;

impl Wire for Gemini {
    fn url(&self, base_url: &str, model: &str) -> String {
        let (origin, path) = origin_and_path(base_url);
        let path = path.strip_suffix("/models").unwrap_or(path);
        let path = match path.split_once("/models/") {
            Some((before, _)) => before,
            None if path.is_empty() => "/v1beta",
            None => path,
        };
        let model = escaped(model.strip_prefix("models/").unwrap_or(model));
        format!("{origin}{path}/models/{model}:streamGenerateContent?alt=sse")
    }

    fn key_header(&self) -> (HeaderName, &'static str) {
        (HeaderName::from_static("x-goog-api-key"), "")
    }

    fn body(&self, _model: &str, request: &ChatRequest, dialect: Dialect) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Body::new(request, dialect))
    }

    fn after_refusal(&self, dialect: Dialect, detail: &str) -> Option<Dialect> {
        let mut next = dialect;
        next.no_temperature |= detail.contains("temperature");
        next.other_schema |= ["responseJsonSchema", "response_json_schema"]
            .into_iter()
            .chain(["parametersJsonSchema", "parameters_json_schema"])
            .any(|field| detail.contains(field));
        (next != dialect).then_some(next)
    }

    fn decoder(&self, _request: &ChatRequest) -> Box<dyn Decoder> {
        Box::new(ChunkDecoder::default())
    }
}

impl Decoder for ChunkDecoder {
    fn decode(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
        self.read(data, said)
    }
}

fn origin_and_path(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let path = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    url.split_at(path)
}

/// A model's name as a segment of a path, whatever someone entered.
fn escaped(model: &str) -> String {
    model.bytes().fold(String::with_capacity(model.len()), |mut escaped, byte| {
        match byte {
            b'-' | b'.' | b'_' | b'@' => escaped.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => _ = write!(escaped, "%{byte:02X}"),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_is_understood() {
        let url = format!("{BASE_URL}/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        for base_url in [
            BASE_URL,
            "https://generativelanguage.googleapis.com",
            "https://generativelanguage.googleapis.com/models",
            "https://generativelanguage.googleapis.com/v1beta/models",
            "https://generativelanguage.googleapis.com/v1beta/models/other:generateContent",
        ] {
            assert_eq!(Gemini.url(base_url, "gemini-2.5-flash"), url, "{base_url}");
            assert_eq!(Gemini.url(base_url, "models/gemini-2.5-flash"), url, "{base_url}");
        }
        assert_eq!(
            Gemini.url("https://models/models-of/v1", "a/b?c é"),
            "https://models/models-of/v1/models/a%2Fb%3Fc%20%C3%A9:streamGenerateContent?alt=sse"
        );
    }
}
