//! What a bot's settings may be: all wrong fields are reported at once.

use chatsphere_contract::bots::BotSettings;
use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_db::bots::BotRecord;
use time::OffsetDateTime;

use super::{BotError, allowed_domains};

/// The bot with these changes; what is absent stays.
pub(super) fn changed(
    bot: BotRecord,
    name: Option<String>,
    settings: BotSettings,
    now: OffsetDateTime,
) -> Result<BotRecord, BotError> {
    let mut errors = Vec::new();
    let mut changed = bot.clone();
    if let Some(name) = name {
        changed.name = line("name", &name, limits::NAME_CHARS, &mut errors);
        if changed.name.is_empty() {
            errors.push(error("name", "required", "Give the bot a name."));
        }
    }
    let look = &mut changed.appearance;
    if let Some(display_name) = settings.display_name {
        look.display_name = line("display_name", &display_name, limits::NAME_CHARS, &mut errors);
    }
    if let Some(greeting) = settings.greeting {
        look.greeting = text("greeting", &greeting, limits::GREETING_CHARS, &mut errors);
    }
    if let Some(color) = settings.color {
        look.color = hex_color(&color, &mut errors);
    }
    if let Some(questions) = settings.suggested_questions {
        look.suggested_questions = suggested_questions(&questions, &mut errors);
    }
    look.position = settings.position.unwrap_or(look.position);
    look.theme = settings.theme.unwrap_or(look.theme);
    if let Some(domains) = settings.allowed_domains {
        changed.allowed_domains = allowed_domains::normalise(&domains, &mut errors);
    }
    if let Some(instructions) = settings.instructions {
        changed.behaviour.instructions =
            text("instructions", &instructions, limits::INSTRUCTIONS_CHARS, &mut errors);
    }
    changed.retrieval = settings.retrieval.unwrap_or(changed.retrieval);
    if !errors.is_empty() {
        return Err(BotError::Invalid(errors));
    }
    if changed.appearance != bot.appearance {
        changed.branded_at = bot.branded_at.or(Some(now));
    }
    changed.updated_at = now;
    Ok(changed)
}

/// One line: trimmed, not too long, showable.
pub(super) fn line(field: &str, given: &str, most_chars: usize, errors: &mut Vec<FieldError>) -> String {
    let trimmed = given.trim();
    if trimmed.chars().any(char::is_control) {
        errors.push(error(field, "invalid", "This has characters that cannot be shown."));
    }
    bounded(field, trimmed, most_chars, errors)
}

/// Several lines: line breaks and tabs are welcome, other control characters are not.
pub(super) fn text(field: &str, given: &str, most_chars: usize, errors: &mut Vec<FieldError>) -> String {
    let plain = given.replace("\r\n", "\n");
    if plain.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        errors.push(error(field, "invalid", "This has characters that cannot be shown."));
    }
    bounded(field, plain.trim(), most_chars, errors)
}

fn bounded(field: &str, text: &str, most_chars: usize, errors: &mut Vec<FieldError>) -> String {
    if text.chars().count() > most_chars {
        errors.push(error(field, "too_long", format!("At most {most_chars} characters, please.")));
    }
    text.to_owned()
}

fn hex_color(given: &str, errors: &mut Vec<FieldError>) -> String {
    let color = given.trim().to_ascii_lowercase();
    let well_formed = color
        .strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if !well_formed {
        errors.push(error("color", "invalid", "Write the colour as #rrggbb, for example #0f766e."));
    }
    color
}

/// Blank ones are dropped: a form sends empty lines.
fn suggested_questions(given: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    let questions: Vec<&String> = given.iter().filter(|question| !question.trim().is_empty()).collect();
    if questions.len() > limits::SUGGESTED_QUESTIONS {
        let message = format!("At most {} suggested questions, please.", limits::SUGGESTED_QUESTIONS);
        errors.push(error("suggested_questions", "too_many", message));
        return Vec::new();
    }
    let check =
        |question: &String| line("suggested_questions", question, limits::SUGGESTED_QUESTION_CHARS, errors);
    questions.into_iter().map(check).collect()
}

pub(super) fn error(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::behaviour::Behaviour;
    use chatsphere_contract::bots::Appearance;
    use chatsphere_contract::ids::BotId;

    use super::*;

    fn bot() -> BotRecord {
        let at = OffsetDateTime::UNIX_EPOCH;
        BotRecord {
            id: BotId(uuid::Uuid::nil()),
            public_key: "pk_x".to_owned(),
            name: "Help".to_owned(),
            appearance: Appearance::default(),
            allowed_domains: Vec::new(),
            behaviour: Behaviour::default(),
            retrieval: true,
            answer_tags: Vec::new(),
            models: Vec::new(),
            branded_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    fn wrong(name: Option<&str>, settings: BotSettings) -> Vec<(String, String)> {
        match changed(bot(), name.map(str::to_owned), settings, OffsetDateTime::UNIX_EPOCH) {
            Err(BotError::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let settings = BotSettings {
            display_name: Some("a\0b".to_owned()),
            greeting: Some("x".repeat(501)),
            color: Some("teal".to_owned()),
            suggested_questions: Some(vec!["?".to_owned(); 7]),
            allowed_domains: Some(vec!["not a host".to_owned()]),
            instructions: Some("\u{7}".to_owned()),
            ..BotSettings::default()
        };
        let expected = [
            ("name", "required"),
            ("display_name", "invalid"),
            ("greeting", "too_long"),
            ("color", "invalid"),
            ("suggested_questions", "too_many"),
            ("allowed_domains", "invalid"),
            ("instructions", "invalid"),
        ];
        let found = wrong(Some("  "), settings);
        assert_eq!(found, expected.map(|(f, c)| (f.to_owned(), c.to_owned())));
    }

    #[test]
    fn what_is_absent_stays_and_the_first_new_look_is_remembered() {
        let now = OffsetDateTime::UNIX_EPOCH + time::Duration::hours(1);
        let settings = BotSettings { retrieval: Some(false), ..BotSettings::default() };
        let plain = changed(bot(), None, settings, now).unwrap();
        assert_eq!((plain.name.as_str(), plain.retrieval, plain.branded_at), ("Help", false, None));
        let settings = BotSettings { color: Some("#AABBCC".to_owned()), ..BotSettings::default() };
        let branded = changed(plain, None, settings, now).unwrap();
        assert_eq!((branded.appearance.color.as_str(), branded.branded_at), ("#aabbcc", Some(now)));
    }

    #[test]
    fn empty_suggestions_are_dropped_and_line_breaks_kept() {
        let settings = BotSettings {
            suggested_questions: Some(vec![" How? ".to_owned(), " ".to_owned()]),
            instructions: Some("Be kind.\r\n\r\n- and short".to_owned()),
            ..BotSettings::default()
        };
        let bot = changed(bot(), None, settings, OffsetDateTime::UNIX_EPOCH).unwrap();
        assert_eq!(bot.appearance.suggested_questions, ["How?"]);
        assert_eq!(bot.behaviour.instructions, "Be kind.\n\n- and short");
    }
}
