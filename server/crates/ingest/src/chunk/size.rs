//! How much of a passage a text takes up.

/// The size of a text: its length in Latin letters of the same content. Never less than its characters.
pub(super) fn size_of(text: &str) -> usize {
    text.chars().map(size_of_char).sum()
}

/// A character of a script that writes words with one or two signs says as much as four Latin letters, and
/// costs an embedder as many tokens; digits and signs are split into more tokens than letters are.
pub(super) fn size_of_char(character: char) -> usize {
    match character {
        '0'..='9' => 2,
        character if character.is_ascii_punctuation() => 2,
        // Hangul, kana, CJK and their extensions, full-width forms.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' => 4,
        '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}' => 4,
        // Pictures.
        '\u{1f000}'..='\u{1faff}' => 4,
        _ => 1,
    }
}
