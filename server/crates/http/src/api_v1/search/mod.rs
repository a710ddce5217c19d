//! Searching a bot's passages, and looking behind the search.

pub(super) mod add_test_question;
pub(super) mod console;
pub(super) mod delete_test_question;
pub(super) mod find;
pub(super) mod history;
pub(super) mod list_test_questions;
pub(super) mod run_test_questions;
pub(super) mod suggestions;

use chatsphere_contract::problem::Problem;
use chatsphere_domain::search::Mode;

/// What decides about the order, by its word on the wire.
fn mode(word: Option<&str>) -> Result<Mode, Problem> {
    match word {
        None | Some("" | "hybrid") => Ok(Mode::Hybrid),
        Some("keyword") => Ok(Mode::Keyword),
        Some("vector") => Ok(Mode::Vector),
        Some(_) => {
            let message = "mode can be “hybrid”, “keyword” or “vector”.";
            Err(Problem::invalid_field("mode", "invalid", message))
        }
    }
}
