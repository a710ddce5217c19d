//! How the parts of a behaviour are said. Pure.

use chatsphere_contract::behaviour::{
    AnswerLength, BehaviourField, InsteadOfAsking, LinksPolicy, PromptPartKind, Tone,
};

/// The name of a part, as it stands above its input.
pub fn field(field: BehaviourField) -> &'static str {
    match field {
        BehaviourField::Instructions => "Instructions",
        BehaviourField::Tone => "Tone",
        BehaviourField::CustomTone => "Own tone",
        BehaviourField::Language => "Language",
        BehaviourField::Length => "Length",
        BehaviourField::Temperature => "Randomness",
        BehaviourField::AllowedTopics => "Allowed topics",
        BehaviourField::ForbiddenTopics => "Forbidden topics",
        BehaviourField::UnknownReply => "Reply when it does not know",
        BehaviourField::Links => "Links",
        BehaviourField::ConfidenceThreshold => "Least confidence",
    }
}

/// Several of them in a sentence.
pub fn fields(fields: &[BehaviourField]) -> String {
    fields.iter().map(|one| field(*one)).collect::<Vec<_>>().join(", ")
}

/// What a tone comes to.
pub fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Formal => "Polite and at a distance; says Sie, vous, usted.",
        Tone::Friendly => "Kind and warm.",
        Tone::Concise => "To the point, without pleasantries.",
        Tone::Playful => "Light, with a wink.",
        Tone::Custom => "In your own words, below.",
    }
}

/// What a length comes to.
pub fn length(length: AnswerLength) -> &'static str {
    match length {
        AnswerLength::Short => "At most three sentences.",
        AnswerLength::Medium => "As brief as the question permits.",
        AnswerLength::Long => "With every step and condition.",
    }
}

/// What a links policy comes to.
pub fn links(links: LinksPolicy) -> &'static str {
    match links {
        LinksPolicy::None => "Answers show no web address, whatever the model writes.",
        LinksPolicy::Sources => "Answers show only addresses that their sources contain.",
        LinksPolicy::AllowedDomains => {
            "Answers show only addresses on the domains where the bot is installed; none while there is no such domain."
        }
    }
}

/// Randomness as a figure with a word.
pub fn temperature(value: f32) -> String {
    let word = match value {
        ..0.35 => "steady",
        ..0.85 => "varied",
        _ => "inventive",
    };
    format!("{value:.1}, {word}")
}

/// A threshold in per cent.
pub fn threshold(value: f32) -> String {
    if value <= 0.0 { "off".to_owned() } else { format!("{:.0} %", value * 100.0) }
}

/// A list of topics, one a line, as a text to edit.
pub fn as_lines(topics: &[String]) -> String {
    topics.join("\n")
}

/// The topics of such a text.
pub fn topics(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A part of what a model is sent.
pub fn part(part: PromptPartKind) -> &'static str {
    match part {
        PromptPartKind::Rules => "Rules",
        PromptPartKind::Instructions => "Instructions",
        PromptPartKind::Sources => "Sources",
        PromptPartKind::History => "Said before",
        PromptPartKind::Question => "Question",
    }
}

/// Why the model would not be asked.
pub fn instead(instead: InsteadOfAsking) -> &'static str {
    match instead {
        InsteadOfAsking::Forbidden => "This question is about a forbidden topic. The model is not asked.",
        InsteadOfAsking::NotSure => "The documents are not sure enough. The model is not asked.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_topics_is_a_text_and_back() {
        assert_eq!(topics(" lamps \n\n returns\n"), ["lamps", "returns"]);
        assert_eq!(topics(&as_lines(&topics("a\nb"))), ["a", "b"]);
    }

    #[test]
    fn figures_come_with_words() {
        assert_eq!(temperature(0.2), "0.2, steady");
        assert_eq!(threshold(0.0), "off");
        assert_eq!(threshold(0.55), "55 %");
    }
}
