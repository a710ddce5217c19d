//! Searching a bot's passages, and looking behind the search.

pub(super) mod add_test_question;
pub(super) mod console;
pub(super) mod delete_test_question;
pub(super) mod find;
pub(super) mod history;
pub(super) mod list_test_questions;
pub(super) mod read_reranker;
pub(super) mod run_test_questions;
pub(super) mod set_reranker;
pub(super) mod suggestions;

use chatsphere_contract::problem::Problem;
use chatsphere_contract::reranking::RerankerKind;
use chatsphere_domain::search::Mode;

/// Who takes a second look, by its word on the wire; nothing: the bot's own.
fn reranker(word: Option<&str>) -> Result<Option<RerankerKind>, Problem> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(None) };
    let message = "rerank can be “off”, “chat_model” or “cross_encoder”.";
    let wrong = || Problem::invalid_field("rerank", "invalid", message);
    RerankerKind::parse(word).map(Some).ok_or_else(wrong)
}

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
