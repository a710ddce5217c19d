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
    /// A guess (a word and a number as one, a whole address), worth something only if the index knows it.
    Guess,
    /// Two words as one: it adds to a passage that has it and is not missed in others.
    Bonus,
}

/// One term of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionTerm {
    /// The word that it was made of, as it stands in the question.
    pub(crate) word: String,
    pub(crate) text: String,
    /// Bits of the profiles in which the question has this term: `tables` is `tabl` in English only.
    pub(crate) profiles: u32,
    /// Bits of the profiles in which it only holds the sentence together.
    pub(crate) light: u32,
    pub(crate) need: Need,
    /// Whether a term of similar spelling may stand for it: not where it is a piece of a code or an address,
    /// which would be another one.
    pub(crate) may_be_misspelt: bool,
}

/// Two terms, by their places, that follow each other once the words between are taken out that only hold
/// the sentence together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuestionPair {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) profiles: u32,
}

/// What is looked for.
#[derive(Debug, Default)]
pub(crate) struct Question {
    /// Distinct, in their order.
    pub(crate) terms: Vec<QuestionTerm>,
    pub(crate) pairs: Vec<QuestionPair>,
}

/// The terms of a question as each of `profiles` would write them.
pub(crate) fn question(text: &str, profiles: &[Profile]) -> Question {
    let text = normalise(text);
    let mut question = Question::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut makers: Vec<Writer> = profiles.iter().map(|profile| Writer::new(*profile)).collect();
    // Without those that two words make as one: nobody asked for them.
    let mut asked = 0;
    for Asked { word, need, may_be_misspelt } in words(&text) {
        if asked >= TERMS || question.terms.len() >= 2 * TERMS {
            break;
        }
        for writer in &mut makers {
            let text = writer.maker.term(&word);
            let is_light = writer.maker.is_function_word(&word);
            let light = if is_light { writer.bit } else { 0 };
            let place = *places.entry(text.clone()).or_insert(question.terms.len());
            match question.terms.get_mut(place) {
                Some(term) => {
                    // A form that says something makes up for one that does not.
                    let was_light = term.profiles & writer.bit == 0 || term.light & writer.bit != 0;
                    term.light = (term.light & !writer.bit) | if was_light { light } else { 0 };
                    term.profiles |= writer.bit;
                    term.need = term.need.min(need);
                    term.may_be_misspelt |= may_be_misspelt;
                }
                None => {
                    let (word, profiles) = (word.clone(), writer.bit);
                    asked += usize::from(need != Need::Bonus);
                    let term = QuestionTerm { word, text, profiles, light, need, may_be_misspelt };
                    question.terms.push(term);
                }
            }
            let is_telling = !is_light && matches!(need, Need::Required | Need::PartOf(_));
            if is_telling
                && let Some(before) = writer.previous.replace(place).filter(|before| *before != place)
            {
                question.add_pair(before, place, writer.bit);
            }
        }
    }
    question
}

impl Question {
    fn add_pair(&mut self, one: usize, other: usize, bit: u32) {
        match self.pairs.iter_mut().find(|pair| (pair.one, pair.other) == (one, other)) {
            Some(pair) => pair.profiles |= bit,
            None => self.pairs.push(QuestionPair { one, other, profiles: bit }),
        }
    }
}

/// Writes the question in one language.
struct Writer {
    bit: u32,
    maker: TermMaker,
    /// The term before, of those that say something.
    previous: Option<usize>,
}

impl Writer {
    fn new(profile: Profile) -> Self {
        Self { bit: profile.bit(), maker: TermMaker::new(profile), previous: None }
    }
}

/// A word of a question, and what is known of it before any index is asked.
struct Asked {
    word: String,
    need: Need,
    may_be_misspelt: bool,
}

impl Asked {
    fn new(word: impl Into<String>, need: Need) -> Self {
        Self { word: word.into(), need, may_be_misspelt: true }
    }
}

fn words(text: &str) -> Vec<Asked> {
    let mut words = Vec::new();
    let mut previous: Option<&str> = None;
    for (number, unit) in units(text).into_iter().enumerate() {
        let before = previous.take();
        match unit {
            Unit::Word(word) => {
                if let Some(before) = before.filter(|_| may_be_joined(word)) {
                    words.push(Asked::new(format!("{before}{word}"), Need::Bonus));
                }
                words.push(Asked::new(word, Need::Required));
                previous = may_be_joined(word).then_some(word);
            }
            Unit::Compound(compound) => {
                let may_be_misspelt = !compound.is_exact();
                let need = if compound.parts.is_empty() { Need::Required } else { Need::Whole(number) };
                words.extend(compound.wholes.into_iter().map(|whole| Asked::new(whole, need)));
                words.extend(
                    compound
                        .parts
                        .into_iter()
                        .map(|part| Asked { may_be_misspelt, ..Asked::new(part, Need::PartOf(number)) }),
                );
            }
            Unit::Joined(whole) | Unit::Address(whole) => words.push(Asked::new(whole, Need::Guess)),
        }
    }
    words
}

/// Whether a word may be one half of what others write as one (`web site`, `smart things`).
fn may_be_joined(word: &str) -> bool {
    word.len() >= 3 && word.chars().all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    fn profile(language: &str) -> Profile {
        Language::parse(language).unwrap().profile()
    }

    #[test]
    fn one_term_a_stem_with_the_languages_that_agree_on_it() {
        let (english, german) = (profile("en"), profile("de"));
        let terms = question("Listening, wifi: WiFi", &[english, german]).terms;
        let found: Vec<_> = terms
            .iter()
            .filter(|t| t.need == Need::Required)
            .map(|t| (t.text.as_str(), t.profiles))
            .collect();
        assert_eq!(
            found,
            [("listen", english.bit()), ("listening", german.bit()), ("wifi", english.bit() | german.bit())]
        );
        assert!(question("?!", &[english]).terms.is_empty());
    }

    #[test]
    fn a_word_that_also_stands_alone_is_required() {
        let terms = question("wi-fi fi", &[Profile::PLAIN]).terms;
        let needs: Vec<_> = terms.iter().map(|t| (t.text.as_str(), t.need)).collect();
        assert_eq!(needs, [("wifi", Need::Whole(0)), ("wi", Need::PartOf(0)), ("fi", Need::Required)]);
    }

    #[test]
    fn a_name_with_a_sign_is_required_and_pieces_of_codes_are_not_corrected() {
        let terms = question("c++ abcd-4012 wi-fi", &[profile("en")]).terms;
        let of = |text: &str| terms.iter().find(|term| term.text == text).unwrap();
        assert_eq!(of("c++").need, Need::Required);
        assert!(!terms.iter().any(|term| term.text == "c"));
        assert!(!of("abcd").may_be_misspelt && of("fi").may_be_misspelt);
    }

    #[test]
    fn words_that_hold_a_sentence_together_are_light_in_their_language_only() {
        let (english, german) = (profile("en"), profile("de"));
        let terms = question("how die", &[english, german]).terms;
        let light: Vec<_> =
            terms.iter().filter(|t| t.need == Need::Required).map(|t| (t.text.as_str(), t.light)).collect();
        assert_eq!(light, [("how", english.bit()), ("die", german.bit())]);
    }

    #[test]
    fn pairs_skip_words_that_say_nothing() {
        let question = question("turn on the high contrast of it", &[profile("en")]);
        let text = |place: usize| question.terms[place].text.as_str();
        let pairs: Vec<_> = question.pairs.iter().map(|pair| (text(pair.one), text(pair.other))).collect();
        assert_eq!(pairs, [("turn", "high"), ("high", "contrast")]);
    }

    #[test]
    fn endless_questions_are_cut() {
        let long: String = (0..5000).map(|n| format!("w{n} ")).collect();
        assert!(question(&long, &[Profile::PLAIN]).terms.len() <= TERMS + 1);
    }

    #[test]
    fn two_words_as_one_take_no_others_place() {
        let letters = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"];
        let words = letters.iter().flat_map(|one| letters.iter().map(move |other| format!("x{one}{other}")));
        let long: String = words.chain(["wanted".to_owned()]).collect::<Vec<_>>().join(" ");
        assert!(question(&long, &[Profile::PLAIN]).terms.iter().any(|term| term.text == "wanted"));
    }
}
