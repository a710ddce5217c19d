//! JSON bodies, in and out.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chatsphere_contract::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::Failure;
use crate::state::HttpState;

/// A JSON body.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<HttpState> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Failure> {
        if !is_json(&request) {
            return Err(not_json());
        }
        let bytes = read(request, state).await?;
        parse(&bytes).map(Self).map_err(Failure::from)
    }
}

/// A JSON body that may be left out.
#[derive(Debug, Clone, Copy)]
pub struct OptionalJson;

impl OptionalJson {
    /// The body, or the type's default when there is none.
    pub(crate) async fn read<T: DeserializeOwned + Default>(
        request: Request,
        state: &HttpState,
    ) -> Result<T, Failure> {
        let is_json = is_json(&request);
        let bytes = read(request, state).await?;
        if bytes.is_empty() {
            return Ok(T::default());
        }
        if !is_json {
            return Err(not_json());
        }
        parse(&bytes).map_err(Failure::from)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let json = HeaderValue::from_static("application/json");
                let private = HeaderValue::from_static("no-store");
                ([(header::CONTENT_TYPE, json), (header::CACHE_CONTROL, private)], body).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                Failure::from(Problem::internal()).into_response()
            }
        }
    }
}

/// The whole body, up to the route's limit.
pub(crate) async fn read(request: Request, state: &HttpState) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            Problem::new(400, "incomplete_body", "The body broke off before its end.").into()
        }
    })
}

/// 413.
pub(crate) fn too_large() -> Failure {
    Problem::new(413, "too_large", "The body is larger than this address takes.").into()
}

fn not_json() -> Failure {
    let detail = "Send the body as “Content-Type: application/json”.";
    Problem::new(415, "unsupported_media_type", detail).into()
}

fn is_json(request: &Request) -> bool {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else { return false };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.to_ascii_lowercase().ends_with("+json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::new(400, "malformed_json", format!("The body is not valid JSON (at {place})."))
    })?;
    // PostgreSQL cannot hold U+0000: refused here, clearly, and not there.
    if let Some(field) = field_with_nul(&value, String::new()) {
        let message = "This has a character (U+0000) that cannot be stored.";
        return Err(Problem::invalid_field(&field, "invalid_character", message));
    }
    serde_json::from_value(value).map_err(|error| wrong_shape(&error.to_string()))
}

fn field_with_nul(value: &Value, path: String) -> Option<String> {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(place, item)| field_with_nul(item, below(&place.to_string())))
        }
        Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            if key.contains('\0') { Some(path.clone()) } else { field_with_nul(item, below(key)) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// JSON, but not of the form that the route takes. serde names a field that is missing.
fn wrong_shape(message: &str) -> Problem {
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match missing {
        Some(field) => Problem::invalid_field(field, "required", format!("“{field}” is required.")),
        None => {
            Problem::new(422, "invalid_input", format!("The body does not have the right form: {message}."))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Form {
        #[expect(dead_code, reason = "only its presence matters")]
        name: String,
    }

    #[test]
    fn each_kind_of_wrong_body_has_its_own_problem() {
        let problem = parse::<Form>(b"{").unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (400, "malformed_json"));
        let problem = parse::<Form>(b"{}").unwrap_err();
        assert_eq!((problem.status, problem.field("name")), (422, Some("“name” is required.")));
        let problem = parse::<Form>(br#"{"name": 7}"#).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (422, "invalid_input"));
        let problem = parse::<Form>(br#"{"name": ["a", {"deep": "x\u0000"}]}"#).unwrap_err();
        assert_eq!(problem.errors.first().map(|e| e.field.as_str()), Some("name.1.deep"));
        assert!(parse::<Form>(br#"{"name": "a \\u0000 that is only written"}"#).is_ok());
    }
}
