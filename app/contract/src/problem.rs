//! RFC 9457 problem details: the one shape of every error that leaves the server.

use serde::{Deserialize, Serialize};

/// One field that is wrong, named as in the request body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field as the request spells it, with dots for nesting.
    pub field: String,
    /// Stable word for programs: `required`, `too_long`, `invalid`, …
    pub code: String,
    /// One sentence for people, next to the field.
    pub message: String,
}

/// An `application/problem+json` body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:chatsphere:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short and the same for every occurrence of `code`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable word for programs.
    pub code: String,
    /// What happened this time and what to do about it.
    pub detail: String,
    /// The request's id, to find it in the server's log.
    pub request_id: String,
    /// The fields that are wrong, when it is the input that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// A problem whose title follows from its status; `request_id` is filled in by the HTTP layer.
    pub fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:chatsphere:problem:{code}"),
            title: title(status).to_owned(),
            status,
            code: code.to_owned(),
            detail: detail.into(),
            request_id: String::new(),
            errors: Vec::new(),
        }
    }

    /// 404, also for what exists but is not the caller's.
    pub fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("There is no such {what}."))
    }

    /// 401: no credential, or one that is unknown, expired or revoked.
    pub fn unauthenticated() -> Self {
        Self::new(401, "unauthenticated", "Log in, or send a valid token as “Authorization: Bearer …”.")
    }

    /// 403: the caller is known but may not do this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(403, "forbidden", detail)
    }

    /// 500: says nothing about the cause; that is in the log under the request id.
    pub fn internal() -> Self {
        Self::new(500, "internal", "Something went wrong on our side. Try again in a moment.")
    }

    /// 422 with one entry per wrong field.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail =
            errors.first().map_or_else(|| "The input is not valid.".to_owned(), |e| e.message.clone());
        Self { errors, ..Self::new(422, "invalid_input", detail) }
    }

    /// 422 for a single field.
    pub fn invalid_field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        }])
    }

    /// The message for one field, if it is among those that are wrong.
    pub fn field(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.field == field).map(|e| e.message.as_str())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Too large",
        415 => "Unsupported type",
        422 => "Invalid input",
        429 => "Too many requests",
        503 => "Unavailable",
        _ => "Server error",
    }
}
