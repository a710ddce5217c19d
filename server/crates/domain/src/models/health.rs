//! How an endpoint is, in words.

use std::time::Duration;

use chatsphere_ai::{ChatError, Condition, Health};
use chatsphere_contract::models::{ModelCondition, ModelHealth};

/// What a breaker knows, for people.
pub(super) fn shown(health: Health) -> ModelHealth {
    let (condition, resumes_in) = match health.condition {
        Condition::Working => (ModelCondition::Working, None),
        Condition::Failing => (ModelCondition::Failing, None),
        Condition::Paused(rest) => (ModelCondition::Paused, Some(rest)),
        Condition::OnTrial => (ModelCondition::OnTrial, None),
    };
    let (problem, ago) = health.last_error.map(|(error, ago)| (explain(&error), ago)).unzip();
    ModelHealth {
        condition,
        // A pause that is nearly over is not over.
        resumes_in_seconds: resumes_in.map(|rest| seconds(rest).max(1)),
        problem,
        problem_seconds_ago: ago.map(seconds),
    }
}

/// A model that cannot be asked as it is set.
pub(super) fn unusable(problem: String) -> ModelHealth {
    ModelHealth { condition: ModelCondition::Unusable, problem: Some(problem), ..ModelHealth::WORKING }
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

/// What went wrong, and what to do about it.
pub fn explain(error: &ChatError) -> String {
    match error {
        ChatError::Refused { status: 401 | 403, detail, .. } => {
            format!("The endpoint refuses the key: {detail}")
        }
        ChatError::Refused { status: 404, detail, .. } => {
            format!("The endpoint does not know this address or this model: {detail}")
        }
        ChatError::Refused { status: 429, detail, .. } => {
            format!("The endpoint says that the limit or the credit is used up: {detail}")
        }
        ChatError::Refused { status: 300..=399, .. } => {
            "The endpoint sends us to another address. Enter that one.".to_owned()
        }
        ChatError::Refused { status, detail, .. } => format!("The endpoint refuses ({status}): {detail}"),
        ChatError::Unreachable(reason) => format!("The endpoint cannot be reached: {reason}"),
        ChatError::Timeout(_) => "The endpoint did not answer in time. Try again in a moment.".to_owned(),
        ChatError::Interrupted(reason) => format!("The connection broke off: {reason}"),
        ChatError::Protocol(reason) => format!("The endpoint does not speak the expected protocol: {reason}"),
    }
}
