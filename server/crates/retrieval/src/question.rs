//! A question to the terms that are looked for, in every language that the index holds.

use std::collections::HashMap;

use crate::analysis::{TermMaker, Unit, normalise, units};
use crate::language::Profile;

/// Most distinct terms of a question; what comes after them is not looked for.
const TERMS: usize = 192;

/// Whether a term has to be found for a full score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// It has to.
    Required,
    /// It is a part of the whole of that number: required unless the index knows the whole.
    PartOf(usize),
    /// It is the whole of that number, worth something only if the index knows it.
    Whole(usize),
    /// A guess (two words as one), worth something only if the index knows it.
    Guess,
}

/// One term of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionTerm {
    pub(crate) text: String,
    /// Bits of the profiles in which the question has this term: `tables` is `tabl` in English only.
    pub(crate) profiles: u32,
    pub(crate) need: Need,
}

/// The distinct terms of a question, in its order, as each of `profiles` would write them.
pub(crate) fn question_terms(question: &str, profiles: &[Profile]) -> Vec<QuestionTerm> {
    let text = normalise(question);
    let words = words(&text);
    let mut terms: Vec<QuestionTerm> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let makers: Vec<(u32, TermMaker)> = profiles.iter().map(|p| (p.bit(), TermMaker::new(*p))).collect();
    for (word, need) in words {
        if terms.len() >= TERMS {
            break;
        }
        for (bit, maker) in &makers {
            let text = maker.term(&word);
            let place = *places.entry(text.clone()).or_insert(terms.len());
            match terms.get_mut(place) {
                Some(term) => {
                    term.profiles |= bit;
                    term.need = term.need.min(need);
                }
                None => terms.push(QuestionTerm { text, profiles: *bit, need }),
            }
        }
    }
    terms
}

fn words(text: &str) -> Vec<(String, Need)> {
    let mut words = Vec::new();
    for (number, unit) in units(text).into_iter().enumerate() {
        match unit {
            Unit::Word(word) => words.push((word.to_owned(), Need::Required)),
            Unit::Compound { whole, parts } => {
                words.push((whole, Need::Whole(number)));
                words.extend(parts.into_iter().map(|part| (part.to_owned(), Need::PartOf(number))));
            }
            Unit::Joined(joined) => words.push((joined, Need::Guess)),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn one_term_a_stem_with_the_languages_that_agree_on_it() {
        let english = Language::parse("en").unwrap().profile();
        let german = Language::parse("de").unwrap().profile();
        let terms = question_terms("Listening, wifi: WiFi", &[english, german]);
        let found: Vec<_> = terms.iter().map(|t| (t.text.as_str(), t.profiles)).collect();
        assert_eq!(
            found,
            [("listen", english.bit()), ("listening", german.bit()), ("wifi", english.bit() | german.bit())]
        );
        assert!(question_terms("?!", &[english]).is_empty());
    }

    #[test]
    fn a_word_that_also_stands_alone_is_required() {
        let terms = question_terms("wi-fi fi", &[Profile::PLAIN]);
        let needs: Vec<_> = terms.iter().map(|t| (t.text.as_str(), t.need)).collect();
        assert_eq!(needs, [("wifi", Need::Whole(0)), ("wi", Need::PartOf(0)), ("fi", Need::Required)]);
    }

    #[test]
    fn endless_questions_are_cut() {
        let long: String = (0..5000).map(|n| format!("w{n} ")).collect();
        assert!(question_terms(&long, &[Profile::PLAIN]).len() <= TERMS + 1);
    }
}
