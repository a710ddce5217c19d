//! An endpoint's no, in words for people.

use std::error::Error as _;
use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::retry_after;
use super::said::EndpointError;
use crate::chat::ChatError;

/// Most bytes of a refusal that are read.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// Most characters of an endpoint's own words.
const QUOTED_CHARS: usize = 300;

/// A response that is no success.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// The endpoint's own words, not yet fit to be shown.
    pub(super) detail: String,
    pub(super) retry_after: Option<Duration>,
}

/// Reads a response that is no success.
pub(super) async fn read(mut response: Response) -> Refusal {
    let status = response.status();
    let pause = retry_after::from_headers(response.headers());
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > MAX_REFUSAL_BYTES {
            break;
        }
    }
    let body = String::from_utf8_lossy(&body);
    let error = error_of(&body);
    let detail = match &error {
        Some(error) => EndpointError::from_json(error).message,
        None if body.trim_start().starts_with('<') => "an HTML page".to_owned(),
        None => body.trim().to_owned(),
    };
    let retry_after = pause.or_else(|| retry_after::from_error(error.as_ref()?));
    Refusal { status, detail, retry_after }
}

impl Refusal {
    pub(super) fn into_error(self, api_key: Option<&str>) -> ChatError {
        let detail = match quote(&self.detail, api_key) {
            detail if detail.is_empty() => {
                self.status.canonical_reason().unwrap_or("no reason given").to_owned()
            }
            detail => detail,
        };
        ChatError::Refused { status: self.status.as_u16(), detail, retry_after: self.retry_after }
    }
}

/// The error in a body: `{error: …}`, `{message: …}` or `{detail: …}`, or the first of a list of such.
fn error_of(body: &str) -> Option<Value> {
    let body: Value = serde_json::from_str(body).ok()?;
    let body = body.get(0).unwrap_or(&body);
    let found = ["error", "message", "detail"].into_iter().find_map(|field| body.get(field));
    found.filter(|error| !error.is_null()).cloned()
}

/// An endpoint's own words, fit to be shown: short, on one line, without the key.
pub(super) fn quote(words: &str, api_key: Option<&str>) -> String {
    let words = match api_key {
        Some(key) => words.replace(key, "…"),
        None => words.to_owned(),
    };
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// Why a request could not be sent.
pub(super) fn not_sent(error: &reqwest::Error) -> ChatError {
    match error {
        error if error.is_timeout() => ChatError::Timeout("to connect"),
        error if error.is_connect() || error.is_builder() => ChatError::Unreachable(reason(error)),
        error => ChatError::Interrupted(reason(error)),
    }
}

/// The innermost cause: the outer ones hold the URL, and nothing that helps.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut words = "the connection failed".to_owned();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_found_in_every_form() {
        for (body, message) in [
            (r#"{"error":{"message":"no"}}"#, Some("no")),
            (r#"{"type":"error","error":{"type":"not_found_error","message":"no"}}"#, Some("no")),
            (r#"[{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}]"#, Some("no")),
            (r#"{"error":"no"}"#, Some("no")),
            (r#"{"object":"error","message":"no","detail":"other"}"#, Some("no")),
            (r#"{"detail":[{"loc":["body","x"]}]}"#, Some(r#"[{"loc":["body","x"]}]"#)),
            (r#"{"error":null}"#, None),
            (r#"{}"#, None),
            ("no", None),
        ] {
            let found = error_of(body).map(|error| EndpointError::from_json(&error).message);
            assert_eq!(found.as_deref(), message, "{body}");
        }
    }

    #[test]
    fn what_is_quoted_is_short_and_holds_no_key() {
        assert_eq!(quote(" the key\n sk-1 is\t wrong ", Some("sk-1")), "the key … is wrong");
        assert_eq!(quote(&"é".repeat(301), None), format!("{}…", "é".repeat(300)));
        assert_eq!(quote(&"é".repeat(300), None), "é".repeat(300));
    }
}
