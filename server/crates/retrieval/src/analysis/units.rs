//! Words, codes and characters in a normalised text.
//!
//! Three things differ from plain word splitting, because visitors type part numbers and addresses:
//! a token with connectors or mixed letters and digits (`e-4012`, `wi-fi`, `me@shop.example`) counts as
//! a whole *and* in its parts, what is written in one way only also exactly as it stands; a short word before
//! a number (`e 4012`) also counts joined; and scripts that are written without spaces count in overlapping
//! pairs of characters.

use unicode_normalization::char::is_combining_mark;

use super::exact::{address, is_code, is_exact, name_with_sign, readable, term_of, without_www};

/// Longest word that is joined to a number after it.
const JOINED_LETTERS: usize = 4;

/// What stands in a text, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unit<'a> {
    /// A word, a number or a pair of characters.
    Word(&'a str),
    /// A token that is looked for as a whole and in parts.
    Compound(Compound<'a>),
    /// A short word and the number after it, as one.
    Joined(String),
    /// The whole address of a page whose beginning came as a token.
    Address(String),
}

/// See [`Unit::Compound`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compound<'a> {
    /// Letters and digits without what connects them, and the token exactly as it stands: those of the two
    /// that say more than the parts. Never empty.
    pub(crate) wholes: Vec<String>,
    /// The pieces between connectors, and the runs of letters and of digits in them; none where the whole is
    /// all there is.
    pub(crate) parts: Vec<&'a str>,
}

impl Compound<'_> {
    /// The whole that tells it from others: one with a digit or a sign, if there is one.
    pub(crate) fn telling(&self) -> Option<&str> {
        self.wholes.iter().find(|whole| is_code(whole)).or(self.wholes.first()).map(String::as_str)
    }

    /// Whether it is written in one way only.
    pub(crate) fn is_exact(&self) -> bool {
        self.wholes.iter().any(|whole| is_code(whole))
    }
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
        let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        if let Some((word, word_end)) = previous_word
            && text.get(word_end..start).is_some_and(|gap| gap.chars().all(char::is_whitespace))
            && token.starts_with(|c: char| c.is_numeric())
        {
            let number: String = token.chars().filter(|c| c.is_alphanumeric()).collect();
            found.push(Unit::Joined(term_of(&format!("{word}{number}"))));
        }
        let is_short_word = token.chars().count() <= JOINED_LETTERS && token.chars().all(char::is_alphabetic);
        previous_word = is_short_word.then_some((token, end));
        let named = name_with_sign(before, token, after).map(|name| with_sign(name, token));
        // A name of one letter is nothing without its sign.
        if named.is_none() || token.contains(is_connector) {
            found.push(as_unit(token));
        }
        found.extend(named);
        found.extend(address(before, token, after).map(Unit::Address));
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
    let is_long = readable(token).len() < token.len();
    let is_word = is_number || !(connected || has_digit && has_letter);
    let parts = if is_word { Vec::new() } else { parts_of(readable(token)) };
    if parts.is_empty() {
        let as_it_stands = || Unit::Compound(Compound { wholes: vec![term_of(token)], parts: Vec::new() });
        return if is_long { as_it_stands() } else { Unit::Word(token) };
    }
    let run_together: String = token.chars().filter(|c| self::is_word(*c)).collect();
    let mut wholes = vec![term_of(&run_together)];
    if connected && is_exact(token) {
        wholes.push(term_of(&without_www(token)));
    }
    Unit::Compound(Compound { wholes, parts })
}

/// A name that has a sign, and without it.
fn with_sign(name: String, token: &str) -> Unit<'_> {
    let bare = token.rsplit(is_connector).next().filter(|bare| bare.chars().nth(1).is_some());
    Unit::Compound(Compound { wholes: vec![term_of(&name)], parts: bare.into_iter().collect() })
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

pub(super) fn is_connector(c: char) -> bool {
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

    fn compound<'a>(wholes: &[&str], parts: &[&'a str]) -> Unit<'a> {
        let wholes = wholes.iter().map(|whole| (*whole).to_owned()).collect();
        Unit::Compound(Compound { wholes, parts: parts.to_vec() })
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
        assert_eq!(units("e-4012"), [compound(&["e4012", "e-4012"], &["4012"])]);
        assert_eq!(units("e4012"), [compound(&["e4012"], &["4012"])]);
        assert_eq!(units("e 4012"), [Unit::Word("e"), Unit::Joined("e4012".to_owned()), Unit::Word("4012")]);
    }

    #[test]
    fn addresses_stay_whole_and_come_apart() {
        let address = compound(&["meshopexample", "me@shop.example"], &["me", "shop", "example"]);
        assert_eq!(units("me@shop.example"), [address]);
        assert_eq!(
            units("wi-fi and/or"),
            [compound(&["wifi"], &["wi", "fi"]), compound(&["andor"], &["and", "or"])]
        );
        let identifier = compound(&["superbowl50", "super_bowl_50"], &["super", "bowl", "50"]);
        assert_eq!(units("super_bowl_50"), [identifier]);
        let page = units("https://www.shop.example/help?id=7.");
        assert!(page.contains(&Unit::Address("shop.example/help?id=7".to_owned())), "{page:?}");
    }

    #[test]
    fn names_with_signs_are_not_the_letter() {
        assert_eq!(units("c++, c#"), [compound(&["c++"], &[]), compound(&["c#"], &[])]);
        assert_eq!(units(".net"), [compound(&[".net"], &["net"])]);
        assert_eq!(units("disney+ 18+"), [compound(&["disney+"], &["disney"]), Unit::Word("18")]);
        assert_eq!(units("c/c++"), [Unit::Word("c/c"), compound(&["c++"], &[])]);
    }

    #[test]
    fn versions_are_told_apart_by_their_points() {
        let wholes = |token| match units(token).remove(0) {
            Unit::Compound(compound) => compound.wholes,
            other => panic!("{other:?}"),
        };
        assert_eq!(wholes("v1.23")[0], wholes("v12.3")[0]);
        assert_ne!(wholes("v1.23")[1], wholes("v12.3")[1]);
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
    fn endless_tokens_are_one_term_each() {
        let long = "x".repeat(500);
        let wholes = |token: &str| match units(token).remove(0) {
            Unit::Compound(compound) => compound.wholes,
            other => panic!("{other:?}"),
        };
        assert!(wholes(&long).iter().all(|whole| whole.chars().count() <= 64));
        assert_ne!(wholes(&format!("{long}a")), wholes(&format!("{long}b")));
        let codes = ["a", "b"].map(|end| wholes(&format!("sku-{}-{end}7", "12ab".repeat(30))));
        assert_ne!(codes[0], codes[1]);
    }
}
