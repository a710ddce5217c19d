//! What a behaviour may be: all wrong fields are reported at once.

use chatsphere_contract::behaviour::{Behaviour, Tone};
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;

use super::super::validate::{error, line, text};
use crate::tags::name::fold;

/// Trimmed, without empty topics and each topic once; or every field that is wrong.
pub(super) fn checked(given: Behaviour) -> Result<Behaviour, Vec<FieldError>> {
    let mut errors = Vec::new();
    let checked = Behaviour {
        instructions: text("instructions", &given.instructions, limits::INSTRUCTIONS_CHARS, &mut errors),
        custom_tone: line("custom_tone", &given.custom_tone, limits::CUSTOM_TONE_CHARS, &mut errors),
        allowed_topics: topics("allowed_topics", &given.allowed_topics, &mut errors),
        forbidden_topics: topics("forbidden_topics", &given.forbidden_topics, &mut errors),
        unknown_reply: text("unknown_reply", &given.unknown_reply, limits::UNKNOWN_REPLY_CHARS, &mut errors),
        ..given
    };
    if checked.tone == Tone::Custom && checked.custom_tone.is_empty() {
        errors.push(error("custom_tone", "required", "Say in a few words how the bot sounds."));
    }
    if !(0.0..=limits::TEMPERATURE).contains(&checked.temperature) {
        let message = format!("The temperature can be 0 to {}.", limits::TEMPERATURE);
        errors.push(error("temperature", "out_of_range", message));
    }
    if !(0.0..=1.0).contains(&checked.confidence_threshold) {
        errors.push(error("confidence_threshold", "out_of_range", "The threshold can be 0 to 1."));
    }
    if errors.is_empty() { Ok(checked) } else { Err(errors) }
}

/// Each topic on one line, in the order given.
fn topics(field: &str, given: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for topic in given.iter().filter(|topic| !topic.trim().is_empty()) {
        let topic = line(field, topic, limits::TOPIC_CHARS, errors);
        if !topic.chars().any(char::is_alphanumeric) {
            errors.push(error(field, "invalid", format!("“{topic}” has no word in it.")));
        } else if !topics.iter().any(|known| fold(known) == fold(&topic)) {
            topics.push(topic);
        }
    }
    if topics.len() > limits::TOPICS {
        errors.push(error(field, "too_many", format!("At most {} topics, please.", limits::TOPICS)));
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = checked(Behaviour {
            instructions: "x".repeat(limits::INSTRUCTIONS_CHARS + 1),
            tone: Tone::Custom,
            custom_tone: " ".to_owned(),
            allowed_topics: (0..=limits::TOPICS).map(|n| format!("topic {n}")).collect(),
            forbidden_topics: vec!["two\nlines".to_owned(), "…".to_owned()],
            unknown_reply: "\u{7}".to_owned(),
            temperature: f32::NAN,
            confidence_threshold: 1.01,
            ..Behaviour::default()
        });
        let wrong: Vec<_> = wrong.unwrap_err().into_iter().map(|e| (e.field, e.code)).collect();
        let expected = [
            ("instructions", "too_long"),
            ("allowed_topics", "too_many"),
            ("forbidden_topics", "invalid"),
            ("forbidden_topics", "invalid"),
            ("unknown_reply", "invalid"),
            ("custom_tone", "required"),
            ("temperature", "out_of_range"),
            ("confidence_threshold", "out_of_range"),
        ];
        assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    }

    #[test]
    fn topics_are_trimmed_and_stand_once() {
        let given = ["Politics ", "", "POLITICS", "war"].map(str::to_owned).to_vec();
        let kept = checked(Behaviour { forbidden_topics: given, ..Behaviour::default() }).unwrap();
        assert_eq!(kept.forbidden_topics, ["Politics", "war"]);
    }
}
