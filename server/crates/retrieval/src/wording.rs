//! How a question is worded, to tell whether two questions are the same one.

use std::collections::BTreeSet;

use crate::Language;
use crate::analysis::{TermMaker, Unit, normalise, units};

/// A question by what it asks about and what it wants to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The terms that say what it is about, without those that only hold the sentence together.
    pub subject: BTreeSet<String>,
    /// Who, when, where, why, which, how many: by these alone questions differ that share every other word.
    pub asks_for: BTreeSet<&'static str>,
    /// Numbers and codes: another number is another question.
    pub numbers: BTreeSet<String>,
}

impl Wording {
    /// Of a question. Too short to tell its language, it is read as English.
    pub fn of(question: &str) -> Self {
        let language = match Language::detect(question) {
            Language::UNKNOWN => Language::parse("en").unwrap_or(Language::UNKNOWN),
            language => language,
        };
        let maker = TermMaker::new(language.profile());
        let text = normalise(question);
        let mut wording = Self::default();
        for unit in units(&text) {
            match unit {
                Unit::Word(word) => wording.add(word, &maker),
                Unit::Compound { parts, .. } => parts.iter().for_each(|part| wording.add(part, &maker)),
                Unit::Joined(_) => {}
            }
        }
        wording
    }

    /// The share of terms in common, 0 to 1 (Dice); 0 when one of them is about nothing.
    pub fn overlap(&self, other: &Self) -> f32 {
        if self.subject.is_empty() || other.subject.is_empty() {
            return 0.0;
        }
        let shared = self.subject.intersection(&other.subject).count();
        2.0 * shared as f32 / (self.subject.len() + other.subject.len()) as f32
    }

    /// Whether both want to know the same of their subjects, and name the same numbers.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.asks_for == other.asks_for && self.numbers == other.numbers
    }

    fn add(&mut self, word: &str, maker: &TermMaker) {
        if let Some((kind, _)) = ASKING.iter().find(|(_, words)| words.split(' ').any(|known| known == word))
        {
            self.asks_for.insert(kind);
            return;
        }
        if maker.is_function_word(word) {
            return;
        }
        if word.contains(char::is_numeric) {
            self.numbers.insert(word.to_owned());
        }
        self.subject.insert(maker.term(word));
    }
}

/// Words that ask for one kind of thing. "How" and "what" ask for so many that they tell nothing.
const ASKING: [(&str, &str); 6] = [
    ("who", "who whom whose wer wem wen wessen quién quiénes qui chi quem vem hvem кто"),
    ("when", "when wann cuándo quand quando wanneer när hvornår når когда"),
    ("where", "where wo wohin woher dónde adónde où dove onde waar var hvor где куда"),
    ("why", "why warum wieso weshalb pourquoi perché waarom varför hvorfor почему зачем"),
    (
        "which",
        "which welche welcher welches welchen welchem cuál cuáles quel quelle quels quelles quale quali welk welke",
    ),
    (
        "how many",
        "many much viele viel cuánto cuánta cuántos cuántas combien quanto quanta quanti quante hoeveel сколько",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(one: &str, other: &str) -> (f32, bool) {
        let (one, other) = (Wording::of(one), Wording::of(other));
        (one.overlap(&other), one.asks_the_same(&other))
    }

    #[test]
    fn the_same_question_in_other_words_order() {
        assert_eq!(compare("How do I reset Smart Hub?", "how to reset smart hub"), (1.0, true));
        assert_eq!(compare("What is your return policy", "What's the policy for returns?"), (1.0, true));
    }

    #[test]
    fn near_misses_are_told_apart() {
        assert!(!compare("When was it founded?", "Who founded it?").1);
        assert!(!compare("What does error E-417 mean?", "What does error E-418 mean?").1);
        assert!(compare("Who is the chair of the IPCC?", "Who is the vice-chair of the IPCC?").0 < 0.85);
        assert_eq!(compare("How do I do this?", "How do I do this?").0, 0.0);
    }
}
