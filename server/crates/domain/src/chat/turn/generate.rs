//! Fifth step: the model writes, the visitor reads along.

use std::collections::BTreeSet;

use chatsphere_ai::{ChatDelta, ChatError, FailedAttempt, NO_ANSWER, estimate_tokens};
use chatsphere_contract::behaviour::LinksPolicy;
use chatsphere_contract::conversations::{ModelAttempt, Usage};
use chatsphere_contract::events::ConversationEvent;
use futures::StreamExt;

use super::filter::{Links, OutputFilter};
use super::load::Loaded;
use super::prepare::Question;
use super::retrieve::Evidence;
use super::{Outcome, Turn, at_limit, decline, ms_since};
use crate::chat::ConversationError;
use crate::chat::writer::Writer;
use crate::models;

/// The longest answer, in characters: a model that does not stop is stopped.
const ANSWER_CHARS: usize = 12_000;

/// What came of it.
#[derive(Debug)]
pub(super) enum Generated {
    /// A whole answer.
    Written(Written),
    /// The model failed, perhaps in the middle; what there is until then.
    Failed(ChatError, Written),
}

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// Who wrote it, the last of several.
    pub(super) model: String,
    /// Who was asked and did not answer to the end.
    pub(super) attempts: Vec<ModelAttempt>,
    /// Those of them that want to be paid all the same.
    pub(super) torn: Vec<Torn>,
    /// Where in the text the last of them stopped, in bytes.
    pub(super) torn_at: usize,
    /// The source numbers in the text.
    pub(super) cited: BTreeSet<u32>,
    /// The passages do not answer; the text says so.
    pub(super) declined: bool,
    pub(super) usage: Usage,
    /// Of the tokens read, those from the provider's cache.
    pub(super) cached_input_tokens: u32,
    pub(super) first_token_ms: f32,
}

/// A model that was asked, did not answer to the end, and does not say what that cost.
#[derive(Debug)]
pub(super) struct Torn {
    pub(super) model: String,
    /// Whether any of the answer is its.
    pub(super) wrote: bool,
    /// Our estimate of what it wrote.
    pub(super) output_tokens: u32,
}

pub(super) async fn generate(
    turn: Turn<'_>,
    writer: &mut Writer,
    question: &mut Question,
    text_so_far: &mut String,
) -> Result<Generated, ConversationError> {
    let Question { loaded, evidence, sources, answer, account, .. } = question;
    let mut filter = OutputFilter::new(*sources, links(loaded, evidence));
    let mut written = Written { model: loaded.model.name().to_owned(), ..Written::default() };
    let mut opening = Some(String::new());
    while let Some(delta) = answer.next().await {
        let piece = match delta {
            Ok(ChatDelta::Text(piece)) => piece,
            Ok(ChatDelta::Usage { input_tokens, output_tokens, cached_input_tokens }) => {
                written.usage.input_tokens += input_tokens;
                written.usage.output_tokens += output_tokens;
                written.cached_input_tokens += cached_input_tokens;
                continue;
            }
            Ok(ChatDelta::Writing { model }) => {
                written.model = model;
                continue;
            }
            Ok(ChatDelta::Failed(attempt)) => {
                note(&mut written, &attempt);
                continue;
            }
            // No tool was offered.
            Ok(ChatDelta::Truncated | ChatDelta::ToolCall { .. }) => continue,
            Ok(ChatDelta::Declined) => {
                written.declined = true;
                continue;
            }
            Err(error) => return Ok(Generated::Failed(error, written)),
        };
        let Some(piece) = past_opening(&mut opening, &piece) else { continue };
        show(turn, writer, &mut written, text_so_far, filter.push(&piece)).await?;
        if written.text.len() > ANSWER_CHARS {
            break;
        }
    }
    // Whoever still writes is stopped.
    *answer = futures::stream::empty().boxed();
    let held = opening.take().unwrap_or_default();
    let says_no_answer = held.trim_start().starts_with(NO_ANSWER);
    if says_no_answer || written.declined || (held.trim().is_empty() && written.text.is_empty()) {
        written.declined = true;
        let sentence = at_limit::sentence(account.limit(), &loaded.question).map(str::to_owned);
        let sentence = sentence.unwrap_or_else(|| decline::unknown(&loaded.question, &loaded.bot.behaviour));
        show(turn, writer, &mut written, text_so_far, sentence).await?;
        return Ok(Generated::Written(written));
    }
    let mut rest = filter.push(&held);
    rest.push_str(&filter.finish());
    show(turn, writer, &mut written, text_so_far, rest).await?;
    written.cited = filter.cited().clone();
    Ok(Generated::Written(written))
}

/// The addresses that the bot's policy lets an answer show.
fn links<'a>(loaded: &'a Loaded, evidence: &'a Evidence) -> Links<'a> {
    match loaded.bot.behaviour.links {
        LinksPolicy::None => Links::None,
        LinksPolicy::AllowedDomains => Links::On(&loaded.bot.allowed_domains),
        LinksPolicy::Sources => {
            let found = evidence.hits.iter().flat_map(|hit| [Some(hit.text.as_str()), hit.url.as_deref()]);
            let around =
                evidence.context.values().flat_map(|around| [&around.before, &around.after, &around.section]);
            Links::In(found.flatten().chain(around.flatten().map(String::as_str)).collect())
        }
    }
}

/// Says a sentence of ours, whole.
pub(super) async fn say(
    turn: Turn<'_>,
    writer: &mut Writer,
    loaded: &Loaded,
    text_so_far: &mut String,
    sentence: &str,
) -> Result<Written, ConversationError> {
    let mut written = Written { model: loaded.model.name().to_owned(), ..Written::default() };
    show(turn, writer, &mut written, text_so_far, sentence.to_owned()).await?;
    Ok(written)
}

/// Holds an answer's first characters back for as long as they may still be the sign for "no answer".
/// Returns the text to go on with; once the opening is past, pieces pass unchanged.
fn past_opening(opening: &mut Option<String>, piece: &str) -> Option<String> {
    let Some(held) = opening else { return Some(piece.to_owned()) };
    held.push_str(piece);
    let begun = held.trim_start();
    if NO_ANSWER.starts_with(begun) || begun.starts_with(NO_ANSWER) {
        return None;
    }
    opening.take()
}

async fn show(
    turn: Turn<'_>,
    writer: &mut Writer,
    written: &mut Written,
    text_so_far: &mut String,
    text: String,
) -> Result<(), ConversationError> {
    if text.is_empty() {
        return Ok(());
    }
    if written.text.is_empty() {
        written.first_token_ms = ms_since(turn.begun.arrived);
        metrics::histogram!("chatsphere_first_token_seconds").record(written.first_token_ms / 1_000.0);
    }
    written.text.push_str(&text);
    text_so_far.push_str(&text);
    let event = ConversationEvent::MessageDelta { message_id: turn.begun.answer, text };
    if writer.emit(&turn.platform.db, event).await? { Ok(()) } else { Err(ConversationError::LeaseLost) }
}

/// Notes a model that did not answer to the end: for the trace, and for the bill where it wrote, or read for so long
/// that it will have counted that.
fn note(written: &mut Written, attempt: &FailedAttempt) {
    metrics::counter!("chatsphere_model_failures_total", "why" => attempt.error.as_ref().map_or("paused", ChatError::code))
        .increment(1);
    if attempt.wrote || matches!(attempt.error, Some(ChatError::Timeout(_))) {
        let text = written.text.get(written.torn_at..).unwrap_or_default();
        let output_tokens = if attempt.wrote { estimate_tokens(text) } else { 0 };
        written.torn.push(Torn { model: attempt.model.clone(), wrote: attempt.wrote, output_tokens });
        written.torn_at = written.text.len();
    }
    written.attempts.push(ModelAttempt {
        model: attempt.model.clone(),
        problem: attempt.error.as_ref().map(models::explain),
        after_ms: attempt.after.as_secs_f32() * 1_000.0,
        wrote: attempt.wrote,
    });
}

/// What the visitor reads when the model failed. The cause goes to the log, not to the page.
pub(super) fn explain(error: &ChatError) -> Outcome {
    tracing::warn!(%error, "the model failed");
    match error {
        ChatError::Interrupted(_) => Outcome::Failed {
            code: "model_interrupted",
            detail: "The answer broke off in the middle. Please try again.",
        },
        ChatError::Timeout(_) => Outcome::Failed {
            code: "model_timeout",
            detail: "The assistant took too long to answer. Please try again.",
        },
        ChatError::Unreachable(_) | ChatError::Refused { .. } | ChatError::Protocol(_) => Outcome::Failed {
            code: "model_unavailable",
            detail: "The assistant cannot answer right now. Please try again in a moment.",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pieces: &[&str]) -> (String, Option<String>) {
        let mut opening = Some(String::new());
        let shown = pieces.iter().filter_map(|piece| past_opening(&mut opening, piece)).collect();
        (shown, opening)
    }

    #[test]
    fn only_the_sign_itself_is_held_back() {
        assert_eq!(run(&["N", "o, it is not", " so"]), ("No, it is not so".to_owned(), None));
        assert_eq!(run(&["NO_", "ANSWER"]), (String::new(), Some("NO_ANSWER".to_owned())));
        assert_eq!(run(&["NO_ANSWER", " because"]).0, "");
        assert_eq!(run(&["Hi"]), ("Hi".to_owned(), None));
    }
}
