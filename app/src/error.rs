//! The one error of every server function: the server's problem document, or that it was not reached.

use chatsphere_contract::problem::Problem;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// The server said no, and why.
    Problem(Problem),
    /// The request did not get there, or its answer did not get back.
    Unreachable,
    /// What came back was not understood: usually a newer server behind an old page.
    Protocol(String),
}

/// What is said beside the fields of a form: the message for each that the latest error names.
pub fn of_fields(
    error: impl Into<Signal<Option<AppError>>>,
) -> impl Fn(&'static str) -> Signal<Option<String>> + Copy {
    let error = error.into();
    move |name| Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field(name))))
}

impl AppError {
    /// One sentence for people: what happened and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::Problem(problem) => problem.detail.clone(),
            Self::Unreachable => {
                "The server could not be reached. Check your connection and try again.".to_owned()
            }
            Self::Protocol(_) => {
                "The server’s answer was not understood. Reload the page and try again.".to_owned()
            }
        }
    }

    /// A few words above the sentence.
    pub fn title(&self) -> String {
        match self {
            Self::Problem(problem) => problem.title.clone(),
            Self::Unreachable => "No connection".to_owned(),
            Self::Protocol(_) => "Something did not fit".to_owned(),
        }
    }

    /// The message for one field, if the server named it.
    pub fn field(&self, field: &str) -> Option<String> {
        match self {
            Self::Problem(problem) => problem.field(field).map(str::to_owned),
            Self::Unreachable | Self::Protocol(_) => None,
        }
    }

    /// The message for a field or the first of its entries (`allowed_domains`, `allowed_domains.2`).
    pub fn first_field_under(&self, field: &str) -> Option<String> {
        let Self::Problem(problem) = self else { return None };
        let under = |name: &str| {
            name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        problem.errors.iter().find(|error| under(&error.field)).map(|error| error.message.clone())
    }

    /// Whether the server named at least one field; then the sentence is shown there.
    pub fn names_fields(&self) -> bool {
        matches!(self, Self::Problem(problem) if !problem.errors.is_empty())
    }

    /// The request's id, to find it in the server's log; only where the server is at fault, because a
    /// person's own mistake needs no number.
    pub fn request_id(&self) -> Option<String> {
        match self {
            Self::Problem(problem) if problem.status >= 500 && !problem.request_id.is_empty() => {
                Some(problem.request_id.clone())
            }
            _ => None,
        }
    }

    /// The session is over.
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == "unauthenticated")
    }

    /// Somebody else changed it since it was read.
    pub fn is_changed_meanwhile(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == "changed_meanwhile")
    }

    /// There is no such thing, or it belongs to someone else.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unreachable | Self::Protocol(_) => None,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for AppError {}

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            other => Self::Protocol(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_survives_the_wire() {
        let error = AppError::Problem(Problem::invalid_field("email", "invalid", "No such address."));
        let back = AppError::de(error.ser());
        assert_eq!(back, error);
        assert_eq!(back.field("email").as_deref(), Some("No such address."));
    }
}
