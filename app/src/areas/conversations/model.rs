//! Words for a conversation's state. Pure.

use chatsphere_contract::conversations::{Channel, ConversationStatus, ConversationSummary};
use chatsphere_contract::money;
use chatsphere_contract::spending::ConversationCost;

use crate::areas::overview::model::grouped;
use crate::components::Tone;

/// The state's word and colour.
pub fn status(status: ConversationStatus) -> (&'static str, Tone) {
    match status {
        ConversationStatus::Open => ("Open", Tone::Neutral),
        ConversationStatus::WaitingForAgent => ("Wants a person", Tone::Warning),
        ConversationStatus::WithAgent => ("With a person", Tone::Info),
        ConversationStatus::Resolved => ("Resolved", Tone::Success),
    }
}

/// Where a conversation took place.
pub fn place(summary: &ConversationSummary) -> String {
    match (summary.channel, &summary.origin) {
        (Channel::Playground, _) => "Playground".to_owned(),
        (Channel::Widget, Some(origin)) => {
            origin.trim_start_matches("https://").trim_start_matches("http://").to_owned()
        }
        (Channel::Widget, None) => "Your site".to_owned(),
    }
}

/// What the models of a conversation used; nothing where none was paid.
pub fn cost(cost: &ConversationCost) -> Option<String> {
    let tokens = cost.input_tokens.saturating_add(cost.output_tokens);
    (cost.answers > 0).then(|| format!("Cost {}, {} tokens", money::shown(cost.micros), grouped(tokens)))
}

/// The first question, or what to say when there is none.
pub fn title(summary: &ConversationSummary) -> String {
    let title = summary.title.trim();
    if title.is_empty() { "No question yet".to_owned() } else { title.to_owned() }
}
