//! What a tag may be called, and when two names are one. Pure.

use chatsphere_contract::limits::TAG_CHARS;
use chatsphere_contract::problem::FieldError;
use unicode_normalization::UnicodeNormalization;

/// A name as it is shown: in Unicode's compatibility form, spaces as one, nothing that cannot be seen.
pub fn parse(given: &str) -> Result<String, FieldError> {
    // Normalising makes a text at most 18 times longer: what is far too long is not even begun with.
    if given.len() > 64 * TAG_CHARS {
        return Err(too_long());
    }
    let name: String = given.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().any(|c| c.is_control() || is_invisible(c)) {
        let message =
            "A tag cannot have characters that are not seen or that turn the direction of the text.";
        return Err(error("name", "invalid", message));
    }
    if fold(&name).trim().is_empty() {
        return Err(error("name", "required", "Give the tag a name."));
    }
    if name.chars().count() > TAG_CHARS {
        return Err(too_long());
    }
    Ok(name)
}

/// What makes two names one: without case, and without the joiners that some scripts need.
pub fn fold(name: &str) -> String {
    // Upper and then lower case is what full case folding does for all but a few characters.
    let folded = name.nfkc().collect::<String>().to_uppercase().to_lowercase();
    folded.nfkc().filter(|c| !is_joiner(*c)).collect()
}

/// Joiners and variation selectors: part of words and signs, but not seen by themselves.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Format characters: zero-width spaces, turns of direction, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn too_long() -> FieldError {
    error("name", "too_long", format!("A tag can have at most {TAG_CHARS} characters."))
}

/// What is wrong with a field.
pub(super) fn error(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(given: &str) -> String {
        parse(given).unwrap_err().code
    }

    #[test]
    fn a_name_is_made_plain() {
        assert_eq!(parse("  how \n to ").unwrap(), "how to");
        assert_eq!(parse("ＦＡＱ ①").unwrap(), "FAQ 1");
        assert_eq!(parse(&"ü".repeat(50)).unwrap().chars().count(), 50);
        assert_eq!(parse("می\u{200c}خواهم").unwrap().chars().count(), 8);
    }

    #[test]
    fn what_cannot_be_a_name_says_why() {
        assert_eq!(code(""), "required");
        assert_eq!(code(" \u{3000}\n"), "required");
        assert_eq!(code("\u{200d}"), "required");
        assert_eq!(code(&"x".repeat(51)), "too_long");
        assert_eq!(code(&"x".repeat(10_000)), "too_long");
        assert_eq!(code(&"\u{fdfa}".repeat(10)), "too_long");
        for hidden in ["a\u{202e}b", "a\u{200b}b", "a\u{7}b", "a\u{2066}b", "a\u{e0041}", "a\u{feff}"] {
            assert_eq!(code(hidden), "invalid", "{hidden:?}");
        }
    }

    #[test]
    fn names_that_look_the_same_are_one() {
        for (one, other) in [
            ("FAQ", "faq"),
            ("Straße", "STRASSE"),
            ("caf\u{e9}", "cafe\u{301}"),
            ("ＦＡＱ", "faq"),
            ("ﬁle", "FILE"),
            ("❤\u{fe0f}", "❤"),
        ] {
            assert_eq!(fold(&parse(one).unwrap()), fold(&parse(other).unwrap()), "{one} {other}");
        }
        assert_ne!(fold("billing"), fold("filling"));
    }
}
