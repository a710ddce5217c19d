//! Fifth step: the model writes, the visitor reads along.

use std::collections::BTreeSet;

use chatsphere_ai::{ChatDelta, ChatError};
use chatsphere_contract::behaviour::LinksPolicy;
use chatsphere_contract::conversations::Usage;
use chatsphere_contract::events::ConversationEvent;
use futures::StreamExt;

use super::filter::{Links, OutputFilter};
use super::load::Loaded;
use super::prepare::Question;
use super::prompt::NO_ANSWER;
use super::retrieve::Evidence;
use super::{Outcome, Turn, decline, ms_since};
use crate::chat::ConversationError;
use crate::chat::writer::Writer;

/// The longest answer, in characters: a model that does not stop is stopped.
const ANSWER_CHARS: usize = 12_000;

/// What came of it.
#[derive(Debug)]
pub(super) enum Generated {
    /// A whole answer.
    Written(Written),
    /// The model failed, perhaps in the middle.
    Failed(ChatError),
}

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) model: String,
    /// The source numbers in the text.
    pub(super) cited: BTreeSet<u32>,
    /// The passages do not answer; the text says so.
    pub(super) declined: bool,
    pub(super) usage: Usage,
    pub(super) first_token_ms: f32,
}

pub(super) async fn generate(
    turn: Turn<'_>,
    writer: &mut Writer,
    question: &mut Question,
    text_so_far: &mut String,
) -> Result<Generated, ConversationError> {
    let Question { loaded, evidence, sources, answer, .. } = question;
    let mut filter = OutputFilter::new(*sources, links(loaded, evidence));
    let mut written = Written { model: loaded.model.name().to_owned(), ..Written::default() };
    let mut opening = Some(String::new());
    while let Some(delta) = answer.next().await {
        let piece = match delta {
            Ok(ChatDelta::Text(piece)) => piece,
            Ok(ChatDelta::Usage { input_tokens, output_tokens }) => {
                written.usage = Usage { input_tokens, output_tokens };
                continue;
            }
            Ok(ChatDelta::Truncated) => continue,
            Ok(ChatDelta::Declined) => {
                written.declined = true;
                continue;
            }
            Err(error) => return Ok(Generated::Failed(error)),
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
        let sentence = decline::unknown(&loaded.question, &loaded.bot.behaviour);
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
            let around = evidence.context.values().flat_map(|around| [&around.before, &around.after]);
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
