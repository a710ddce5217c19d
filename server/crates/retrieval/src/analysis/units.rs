//! Words, codes and characters in a normalised text.
//!
//! Three things differ from plain word splitting, because visitors type part numbers and addresses:
//! a token with connectors or mixed letters and digits (`e-4012`, `wi-fi`, `me@shop.example`) counts as
//! a whole *and* in its parts; a short word before a number (`e 4012`) also counts joined; and scripts
//! that are written without spaces count in overlapping pairs of characters.

use unicode_normalization::char::is_combining_mark;

/// Longest token that is looked at, in characters; what is longer is not language.
const TOKEN_CHARS: usize = 64;
/// Longest word that is joined to a number after it.
const JOINED_LETTERS: usize = 4;

/// What stands in a text, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unit<'a> {
    /// A word, a number or a pair of characters.
    Word(&'a str),
    /// A token that is looked for as a whole (`whole`: its letters and digits run together) and in parts.
    Compound {
        /// Letters and digits without what connects them.
        whole: String,
        /// The pieces between connectors, and the runs of letters and of digits in them.
        parts: Vec<&'a str>,
    },
    /// A short word and the number after it, as one.
    Joined(String),
}

/// The units of a text that [`super::normalise`] has seen.
pub(crate) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut found = Vec::new();
    let mut previous_word: Option<(&str, usize)> = None;
    let mut rest_at = 0;
    while let Some((start, end)) = next_token(text, rest_at) {
        rest_at = end;
        let Some(token) = text.get(start..end) else { break };
        if token.chars().next().is_some_and(is_unspaced) {
            push_pairs(token, &mut found);
            previous_word = None;
            continue;
        }
        let token = truncated(token);
        if let Some((word, word_end)) = previous_word
            && text.get(word_end..start).is_some_and(|gap| gap.chars().all(char::is_whitespace))
            && token.starts_with(|c: char| c.is_numeric())
        {
            let number: String = token.chars().filter(|c| c.is_alphanumeric()).collect();
            found.push(Unit::Joined(format!("{word}{number}")));
        }
        let is_short_word = token.chars().count() <= JOINED_LETTERS && token.chars().all(char::is_alphabetic);
        previous_word = is_short_word.then_some((token, end));
        found.push(as_unit(token));
    }
    found
}

/// A run of one kind of characters from `from` on, as byte positions. A connector belongs to a token only
/// between two characters of a word.
fn next_token(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut characters = text.get(from..)?.char_indices().map(|(at, c)| (from + at, c)).peekable();
    let (start, first) = characters.find(|(_, c)| is_word(*c))?;
    let mut end = start + first.len_utf8();
    let unspaced = is_unspaced(first);
    while let Some((at, c)) = characters.next() {
        if is_word(c) && is_unspaced(c) == unspaced {
            end = at + c.len_utf8();
            continue;
        }
        let joins_two_words = !unspaced
            && is_connector(c)
            && at == end
            && characters.peek().is_some_and(|(_, next)| is_word(*next) && !is_unspaced(*next));
        if !joins_two_words {
            break;
        }
        if let Some((next_at, next)) = characters.next() {
            end = next_at + next.len_utf8();
        }
    }
    Some((start, end))
}

fn as_unit(token: &str) -> Unit<'_> {
    let has_digit = token.contains(char::is_numeric);
    let has_letter = token.contains(char::is_alphabetic);
    let is_number = has_digit && token.chars().all(|c| c.is_numeric() || matches!(c, '.' | ','));
    let connected = token.contains(|c: char| is_connector(c) && c != '\'');
    if is_number || !(connected || has_digit && has_letter) {
        return Unit::Word(token);
    }
    let parts = parts_of(token);
    let whole: String = token.chars().filter(|c| is_word(*c)).collect();
    if parts.is_empty() { Unit::Word(token) } else { Unit::Compound { whole, parts } }
}

/// Pieces between connectors; a piece that mixes letters and digits is cut where they meet. Single
/// characters say too little alone.
fn parts_of(token: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in token.split(|c: char| is_connector(c) && c != '\'') {
        let mut run_start = 0;
        let mut previous: Option<bool> = None;
        for (at, c) in piece.char_indices() {
            let numeric = c.is_numeric();
            if previous.is_some_and(|was| was != numeric) {
                parts.extend(piece.get(run_start..at));
                run_start = at;
            }
            previous = Some(numeric);
        }
        parts.extend(piece.get(run_start..));
    }
    parts.retain(|part| part.chars().nth(1).is_some());
    parts
}

fn push_pairs<'a>(run: &'a str, found: &mut Vec<Unit<'a>>) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() <= 2 {
        found.push(Unit::Word(run));
        return;
    }
    for window in starts.windows(3) {
        if let [start, _, end] = window {
            found.extend(run.get(*start..*end).map(Unit::Word));
        }
    }
}

fn truncated(token: &str) -> &str {
    token.char_indices().nth(TOKEN_CHARS).and_then(|(at, _)| token.get(..at)).unwrap_or(token)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_connector(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ',' | '/' | ':' | '@' | '#' | '+' | '&' | '=' | '\'')
}

/// Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han, and
/// Hangul, whose particles are glued to the word.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compound<'a>(whole: &str, parts: &[&'a str]) -> Unit<'a> {
        Unit::Compound { whole: whole.to_owned(), parts: parts.to_vec() }
    }

    #[test]
    fn words_and_sentence_marks() {
        assert_eq!(
            units("reset the tv, then wait. don't press 'ok'!"),
            ["reset", "the", "tv", "then", "wait", "don't", "press", "ok"].map(Unit::Word)
        );
    }

    #[test]
    fn part_numbers_in_every_spelling_share_a_unit() {
        assert_eq!(units("e-4012"), [compound("e4012", &["4012"])]);
        assert_eq!(units("e4012"), [compound("e4012", &["4012"])]);
        assert_eq!(units("e 4012"), [Unit::Word("e"), Unit::Joined("e4012".to_owned()), Unit::Word("4012")]);
    }

    #[test]
    fn addresses_stay_whole_and_come_apart() {
        assert_eq!(units("me@shop.example"), [compound("meshopexample", &["me", "shop", "example"])]);
        assert_eq!(units("wi-fi"), [compound("wifi", &["wi", "fi"])]);
        assert_eq!(units("super_bowl_50"), [compound("superbowl50", &["super", "bowl", "50"])]);
    }

    #[test]
    fn numbers_keep_their_points() {
        assert_eq!(units("3.5 2,000 192.168.0.1"), ["3.5", "2,000", "192.168.0.1"].map(Unit::Word));
    }

    #[test]
    fn unspaced_scripts_come_in_pairs() {
        assert_eq!(units("東京都 a"), ["東京", "京都", "a"].map(Unit::Word));
        assert_eq!(units("水"), ["水"].map(Unit::Word));
        assert_eq!(units("tv画面"), ["tv", "画面"].map(Unit::Word));
    }

    #[test]
    fn endless_tokens_are_cut() {
        let long = "x".repeat(500);
        assert_eq!(units(&long), [Unit::Word(&long[..TOKEN_CHARS])]);
    }
}
