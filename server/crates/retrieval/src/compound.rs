//! A word that the index does not hold, as two that it holds: `Rücksendekosten` where passages speak of
//! the `Kosten` of a `Rücksendung`, `website` where they speak of a `web site`.
//!
//! The bot's own words say where to cut (Koehn and Knight, "Empirical methods for compound splitting",
//! 2003). In languages that run words together any two known words will do; in others one must
//! follow the other in some passage, lest `carpet` become a pet in a car.

use std::collections::HashMap;

use rust_stemmers::Algorithm;

use crate::analysis::TermMaker;
use crate::clauses::Found;
use crate::index::BotIndex;
use crate::language::Profile;
use crate::question::{Need, QuestionTerm};
use crate::segment::{follows, term_hash};

/// Most words of a question that are cut.
const WORDS: usize = 6;
/// Shortest piece in a language that runs words together, in characters, and in any other.
const SHORTEST: usize = 4;
const SHORTEST_ELSEWHERE: usize = 3;
/// Longest word that is looked at, in characters.
const LONGEST: usize = 48;
/// What may stand between the pieces; the first piece is also tried with it.
const LINKS: [&str; 5] = ["", "s", "es", "n", "en"];

/// The pieces of each of these terms that comes apart.
pub(crate) fn pieces(index: &BotIndex, unknown: &[&QuestionTerm]) -> HashMap<String, Vec<Found>> {
    let words = unknown.iter().filter(|term| is_one_word(term)).take(WORDS);
    words.filter_map(|term| Some((term.text.clone(), cut(index, term)?))).collect()
}

fn is_one_word(term: &QuestionTerm) -> bool {
    matches!(term.need, Need::Required | Need::PartOf(_))
        && term.word.chars().all(char::is_lowercase)
        && (2 * SHORTEST_ELSEWHERE..=LONGEST).contains(&term.word.chars().count())
}

/// The cut whose rarer piece is the most frequent: pieces that the bot speaks of often are words.
fn cut(index: &BotIndex, term: &QuestionTerm) -> Option<Vec<Found>> {
    let profiles = index.statistics.profiles.iter().filter(|profile| term.profiles & profile.bit() != 0);
    let mut best: Option<Vec<Found>> = None;
    for profile in profiles {
        let maker = TermMaker::new(*profile);
        let shortest = if runs_words_together(*profile) { SHORTEST } else { SHORTEST_ELSEWHERE };
        for (at, _) in term.word.char_indices().skip(shortest) {
            let (Some(head), Some(tail)) = (term.word.get(..at), term.word.get(at..)) else { continue };
            if tail.chars().count() < shortest {
                break;
            }
            let tail = Found::look_up(index, &maker.term(tail));
            let Some(head) = (tail.holders > 0).then(|| known_head(index, &maker, head, shortest)).flatten()
            else {
                continue;
            };
            let is_word = runs_words_together(*profile) || stand_together(index, &head, &tail);
            let frequency = |pieces: &[Found]| pieces.iter().map(|piece| piece.holders).min();
            let found = vec![head, tail];
            if is_word && best.as_deref().and_then(frequency) < frequency(&found) {
                best = Some(found);
            }
        }
    }
    best
}

fn known_head(index: &BotIndex, maker: &TermMaker, head: &str, shortest: usize) -> Option<Found> {
    LINKS.iter().find_map(|link| {
        let bare = head.strip_suffix(link).filter(|bare| bare.chars().count() >= shortest)?;
        Some(Found::look_up(index, &maker.term(bare))).filter(|found| found.holders > 0)
    })
}

fn runs_words_together(profile: Profile) -> bool {
    use Algorithm::{Danish, Dutch, Finnish, German, Hungarian, Norwegian, Swedish};
    matches!(profile.algorithm(), Some(Danish | Dutch | Finnish | German | Hungarian | Norwegian | Swedish))
}

/// Whether one follows the other in some passage that holds both: a hash alone may be that of another word.
fn stand_together(index: &BotIndex, one: &Found, other: &Found) -> bool {
    let (one_hash, other_hash) = (term_hash(&one.text), term_hash(&other.text));
    index.parts.iter().zip(one.terms.iter().zip(&other.terms)).any(|(part, terms)| {
        let (Some(one), Some(other)) = terms else { return false };
        let postings = &part.segment.postings;
        let both =
            postings.of(*one).map(|(row, _)| row).filter(|row| postings.mentions(*other, *row).is_some());
        both.map(|row| row as usize)
            .any(|row| part.is_alive(row) && follows(part.segment.tokens.of(row), one_hash, other_hash))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IndexedChunk, Language};

    fn index(texts: &[&str]) -> BotIndex {
        let chunks = (1..).zip(texts).map(|(id, text)| IndexedChunk {
            chunk: id,
            document: id,
            language: Language::parse("en"),
            title: String::new(),
            headings: Vec::new(),
            text: (*text).to_owned(),
            vector: None,
        });
        BotIndex::empty().apply(1, &[], chunks.collect())
    }

    fn together(texts: &[&str]) -> bool {
        let index = index(texts);
        stand_together(&index, &Found::look_up(&index, "web"), &Found::look_up(&index, "site"))
    }

    #[test]
    fn a_word_with_the_same_hash_does_not_stand_for_it() {
        let letters = || 'a'..='z';
        let words = letters().flat_map(move |a| {
            letters().flat_map(move |b| letters().flat_map(move |c| letters().map(move |d| [a, b, c, d])))
        });
        let mut words = words.map(|word| word.iter().collect::<String>());
        let twin = words.find(|word| word != "site" && term_hash(word) == term_hash("site")).unwrap();
        let text = format!("open the web {twin} of the shop");
        assert!(together(&["open the web site"]));
        assert!(!together(&[&text, "a site"]), "{twin}");
    }
}
