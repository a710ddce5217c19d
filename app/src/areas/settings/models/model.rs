//! What the page says of models, without the page.

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{ModelCondition, ModelHealth, ModelList, ProviderKind};
use chatsphere_contract::money;

use crate::components::Tone;

/// Whether something may change by itself soon.
pub(super) fn is_in_trouble(list: &ModelList) -> bool {
    let install = list.install.iter().map(|install| &install.health);
    list.items
        .iter()
        .map(|model| &model.health)
        .chain(install)
        .any(|health| !matches!(health.condition, ModelCondition::Working | ModelCondition::Unusable))
}

/// What a provider is called.
pub(super) fn kind_name(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Openai => "OpenAI-compatible",
        ProviderKind::Anthropic => "Anthropic",
        ProviderKind::Gemini => "Google Gemini",
        ProviderKind::Azure => "Azure OpenAI",
    }
}

/// An example of an address.
pub(super) fn address_hint(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Openai => {
            "For OpenAI itself leave this empty. Others, for example: https://api.mistral.ai/v1, or http://localhost:11434/v1 for Ollama."
        }
        ProviderKind::Anthropic | ProviderKind::Gemini => "Leave this empty for the provider’s own address.",
        ProviderKind::Azure => {
            "Your resource, for example: https://my-company.openai.azure.com. The model is the name of the deployment."
        }
    }
}

/// The word for how an endpoint is, and its colour.
pub(super) fn condition(health: &ModelHealth) -> (String, Tone) {
    match health.condition {
        ModelCondition::Working => ("Working".to_owned(), Tone::Success),
        ModelCondition::Failing => ("Failing".to_owned(), Tone::Warning),
        ModelCondition::OnTrial => ("Tried with the next question".to_owned(), Tone::Warning),
        ModelCondition::Paused => {
            let rest = health.resumes_in_seconds.unwrap_or_default();
            (format!("Left alone for {}", span(rest)), Tone::Danger)
        }
        ModelCondition::Unusable => ("Cannot be used".to_owned(), Tone::Danger),
    }
}

/// The last failure, for people.
pub(super) fn problem(health: &ModelHealth) -> Option<String> {
    let problem = health.problem.as_deref()?;
    Some(match health.problem_seconds_ago {
        Some(seconds) => format!("{} ago: {problem}", span(seconds)),
        None => problem.to_owned(),
    })
}

/// A price in a field; nothing where none is known.
pub(super) fn shown_price(micros: i64) -> String {
    if micros == 0 { String::new() } else { money::exact(micros) }
}

/// The price that was typed: nothing is none, and what is no amount the server refuses.
pub(super) fn typed_price(text: &str) -> i64 {
    if text.trim().is_empty() { 0 } else { money::parse(text).unwrap_or(-1) }
}

fn span(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

/// The order with one model moved by a place; `None` where it is at the end already.
pub(super) fn moved(list: &ModelList, id: ModelId, up: bool) -> Option<Vec<ModelId>> {
    let mut ids: Vec<ModelId> = list.items.iter().map(|model| model.id).collect();
    let at = ids.iter().position(|other| *other == id)?;
    let to = if up { at.checked_sub(1)? } else { at + 1 };
    (to < ids.len()).then(|| ids.swap(at, to))?;
    Some(ids)
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::models::Model;
    use chatsphere_contract::spending::ModelPrices;

    use super::*;

    fn id(number: u8) -> ModelId {
        format!("mdl_{number:026}").parse().unwrap()
    }

    fn list(count: u8) -> ModelList {
        let model = |number| Model {
            id: id(number),
            kind: ProviderKind::Openai,
            base_url: String::new(),
            model: String::new(),
            key_hint: None,
            first_token_seconds: 15,
            prices: ModelPrices::default(),
            health: ModelHealth::WORKING,
        };
        ModelList { items: (1..=count).map(model).collect(), install: None }
    }

    #[test]
    fn a_model_moves_by_a_place_and_not_beyond_the_ends() {
        assert_eq!(moved(&list(3), id(2), true), Some(vec![id(2), id(1), id(3)]));
        assert_eq!(moved(&list(3), id(2), false), Some(vec![id(1), id(3), id(2)]));
        assert_eq!(moved(&list(3), id(1), true), None);
        assert_eq!(moved(&list(3), id(3), false), None);
        assert_eq!(moved(&list(3), id(4), false), None);
    }

    #[test]
    fn a_price_is_what_was_typed_and_nonsense_is_not_taken_for_free() {
        assert_eq!(typed_price(&shown_price(150_000)), 150_000);
        assert_eq!((shown_price(0), typed_price(" ")), (String::new(), 0));
        assert!(typed_price("cheap") < 0);
    }

    #[test]
    fn the_page_asks_again_only_while_something_can_change() {
        let mut list = list(2);
        assert!(!is_in_trouble(&list));
        list.items[1].health.condition = ModelCondition::Unusable;
        assert!(!is_in_trouble(&list), "a person has to act");
        list.items[1].health.condition = ModelCondition::Paused;
        assert!(is_in_trouble(&list));
    }
}
