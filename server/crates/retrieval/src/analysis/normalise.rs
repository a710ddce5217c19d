//! One spelling for what people see as the same text.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Compatibility forms unified (NFKC), lower case, one apostrophe, one hyphen, no invisible characters.
/// Accents stay: stemmers read them, and [`fold_accents`] removes them from the stem.
pub(crate) fn normalise(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: String = text.nfkc().filter_map(unify).collect();
    composed.to_lowercase()
}

fn unify(character: char) -> Option<char> {
    match character {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => Some('\''),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        // Soft hyphen, zero-width space, joiners and marks, byte order mark.
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

/// Accents off, so that a question typed without them finds the word that has them.
pub(crate) fn fold_accents(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.nfd().filter(|c| !('\u{0300}'..='\u{036f}').contains(c)).nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_the_same_is_the_same() {
        assert_eq!(normalise("ＡＢＣ１２３"), "abc123");
        assert_eq!(normalise("user’s hand\u{ad}book\u{2011}2"), "user's handbook-2");
        assert_eq!(normalise("Cafe\u{301}"), "café");
    }

    #[test]
    fn accents_fold_only_where_they_are_accents() {
        assert_eq!(fold_accents("übergröße"), "ubergroße");
        assert_eq!(fold_accents("configuración"), "configuracion");
        // Vowel signs of Devanagari and the dots of kana are not accents.
        assert_eq!(fold_accents("हिन्दी"), "हिन्दी");
        assert_eq!(fold_accents("が"), "が");
    }
}
