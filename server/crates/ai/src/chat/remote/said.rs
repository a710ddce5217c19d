//! What an answer says, in words that all protocols share.

use serde_json::Value;

/// One thing that the answer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A sign of life without text.
    Alive,
    /// A piece of text; it may be empty.
    Text(String),
    /// A piece of a tool call.
    ToolCall(ToolFragment),
    /// Why the answer ended.
    Finished(Finish),
    /// What it cost so far; later ones replace earlier ones.
    Usage(Usage),
    /// An error in place of, or after, text.
    Error(EndpointError),
    /// Nothing comes after this.
    End(Ending),
}

/// How the bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The endpoint said itself that this is all.
    Complete,
    /// The connection was closed, between two events.
    Closed,
    /// The connection was closed in the middle of an event.
    Torn,
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finish {
    /// The model had said all.
    Complete,
    /// The limit of the answer was reached.
    Length,
    /// The provider stopped it; its word for the reason.
    Filtered(String),
    /// The model tried to call a tool, but what it wrote is no call.
    BrokenToolCall,
}

/// A piece of a tool call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ToolFragment {
    /// Which call of the answer this belongs to.
    pub(super) index: Option<u32>,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    /// More of the JSON text.
    pub(super) arguments: String,
}

/// What an answer cost, as [`crate::ChatDelta::Usage`] has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) input_tokens: u32,
    pub(super) output_tokens: u32,
    pub(super) cached_input_tokens: u32,
}

/// An error that an endpoint reports, in a refusal's body or in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EndpointError {
    pub(super) message: String,
    /// The HTTP status that it speaks of or stands for; 502 if neither.
    pub(super) status: u16,
}

/// Words that stand for a status, in `type`, `code` or `status` of an error.
const STATUS_WORDS: [(&str, u16); 18] = [
    ("invalid_request_error", 400),
    ("authentication_error", 401),
    ("invalid_api_key", 401),
    ("billing_error", 402),
    ("permission_error", 403),
    ("not_found_error", 404),
    ("model_not_found", 404),
    ("request_too_large", 413),
    ("rate_limit_error", 429),
    ("rate_limit_exceeded", 429),
    ("insufficient_quota", 429),
    ("RESOURCE_EXHAUSTED", 429),
    ("api_error", 500),
    ("server_error", 500),
    ("INTERNAL", 500),
    ("UNAVAILABLE", 503),
    ("timeout_error", 504),
    ("overloaded_error", 529),
];

impl EndpointError {
    /// Reads an error in any of the forms in use: a sentence, or an object with a `message`.
    pub(super) fn from_json(error: &Value) -> Self {
        let message = match (error, error.get("message")) {
            (Value::String(message), _) | (_, Some(Value::String(message))) => message.clone(),
            _ => error.to_string(),
        };
        let words = ["code", "type", "status"].into_iter().filter_map(|field| error.get(field));
        Self { message, status: words.into_iter().find_map(status).unwrap_or(502) }
    }
}

fn status(word: &Value) -> Option<u16> {
    let number = word.as_u64().or_else(|| word.as_str()?.parse().ok());
    let number = number.and_then(|number| u16::try_from(number).ok());
    number.filter(|number| (400..=599).contains(number)).or_else(|| {
        let word = word.as_str()?;
        STATUS_WORDS.iter().find(|(known, _)| *known == word).map(|(_, status)| *status)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_are_read_in_every_form() {
        for (error, message, status) in [
            (json!("no"), "no", 502),
            (json!({"message": "no", "code": 503}), "no", 503),
            (json!({"message": "no", "code": "429"}), "no", 429),
            (json!({"message": "no", "code": null, "type": "server_error"}), "no", 500),
            (json!({"type": "overloaded_error", "message": "no"}), "no", 529),
            (json!({"code": 429, "message": "no", "status": "RESOURCE_EXHAUSTED"}), "no", 429),
            (json!({"code": 200, "message": "no"}), "no", 502),
            (json!({"code": 70_000, "message": "no"}), "no", 502),
            (json!({"message": {"detail": "no"}}), r#"{"message":{"detail":"no"}}"#, 502),
            (json!(7), "7", 502),
        ] {
            let expected = EndpointError { message: message.to_owned(), status };
            assert_eq!(EndpointError::from_json(&error), expected, "{error}");
        }
    }
}
