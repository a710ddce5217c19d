//! How a question is worded, to tell whether two questions are the same one.

use std::collections::BTreeSet;

use crate::Language;
use crate::analysis::{Negation, TermMaker, Unit, is_code, normalise, units};

/// A question by what it asks about and what it wants to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The terms that say what it is about, without those that only hold the sentence together.
    pub subject: BTreeSet<String>,
    /// Who, when, where, why, which, how many: by these alone questions differ that share every other word.
    pub asks_for: BTreeSet<&'static str>,
    /// Numbers and codes: another number is another question.
    pub numbers: BTreeSet<String>,
    /// How often it says no: what is not done is another question than what is.
    pub negations: usize,
    /// The terms of `subject` as they come: from euros to dollars is another question than back.
    order: Vec<String>,
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
        let mut first_halves = 0;
        let mut units = units(&text).into_iter().peekable();
        while let Some(unit) = units.next() {
            // `e 417` is asked about as `e-417` is.
            if let (Unit::Word(word), Some(Unit::Joined(joined))) = (&unit, units.peek()) {
                let is_letter = word.chars().nth(1).is_none();
                if is_letter || !maker.is_function_word(word) {
                    wording.add_term(joined, &maker);
                }
                if !is_letter {
                    wording.add(word, &maker, &mut first_halves);
                }
                continue;
            }
            match unit {
                Unit::Word(word) => wording.add(word, &maker, &mut first_halves),
                Unit::Compound(compound) => {
                    // The parts are without single letters: `e-417` and `a-417` share theirs.
                    if let Some(whole) = compound.telling() {
                        wording.add_term(whole, &maker);
                    }
                    compound.parts.iter().for_each(|part| wording.add(part, &maker, &mut first_halves));
                }
                Unit::Address(address) => wording.add_term(&address, &maker),
                Unit::Joined(_) => {}
            }
        }
        wording.negations = wording.negations.max(first_halves);
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

    /// Whether both want to know the same of their subjects, name the same numbers, say no as often, and have
    /// the terms that they share in the same order.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.asks_for == other.asks_for
            && self.numbers == other.numbers
            && self.negations == other.negations
            && self.shared_with(other).eq(other.shared_with(self))
    }

    fn shared_with<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a String> {
        self.order.iter().filter(|term| other.subject.contains(*term))
    }

    fn add(&mut self, word: &str, maker: &TermMaker, first_halves: &mut usize) {
        match maker.negation(word) {
            Some(Negation::Whole) => {
                self.negations += 1;
                return;
            }
            // With its article: `n'est` says no and nothing else.
            Some(Negation::FirstOfTwo) => {
                *first_halves += 1;
                let verb = word.split_once('\'').map_or("", |(_, verb)| verb);
                if !verb.is_empty() && !maker.is_function_word(verb) {
                    self.add_term(verb, maker);
                }
                return;
            }
            None => {}
        }
        if let Some((kind, _)) = ASKING.iter().find(|(_, words)| words.split(' ').any(|known| known == word))
        {
            self.asks_for.insert(kind);
            return;
        }
        if maker.is_function_word(word) {
            return;
        }
        self.add_term(word, maker);
    }

    fn add_term(&mut self, word: &str, maker: &TermMaker) {
        if is_code(word) {
            self.numbers.insert(word.to_owned());
        }
        let term = maker.term(word);
        if self.subject.insert(term.clone()) {
            self.order.push(term);
        }
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
        assert_eq!(compare("What is your return policy", "What's the return policy?"), (1.0, true));
        assert_eq!(compare("What does error E 417 mean?", "What does error e-417 mean?"), (1.0, true));
        assert_eq!(compare("Pourquoi ça ne marche pas ?", "Pourquoi ça marche pas ?"), (1.0, true));
        assert_eq!(compare("Why doesn't it start?", "Why does it not start?"), (1.0, true));
    }

    #[test]
    fn near_misses_are_told_apart() {
        assert!(!compare("When was it founded?", "Who founded it?").1);
        assert!(!compare("What does error E-417 mean?", "What does error E-418 mean?").1);
        assert!(compare("Who is the chair of the IPCC?", "Who is the vice-chair of the IPCC?").0 < 0.85);
        assert_eq!(compare("How do I do this?", "How do I do this?").0, 0.0);
    }

    #[test]
    fn a_letter_makes_another_code() {
        for other in ["error A-417", "error A417", "error A 417", "error 417"] {
            assert!(!compare("error E-417", other).1, "{other}");
            assert!(compare("error E-417", other).0 < 0.99, "{other}");
        }
    }

    #[test]
    fn a_sign_makes_another_name() {
        assert!(!compare("How do I install C++?", "How do I install C#?").1);
        assert_eq!(compare("How do I install C++?", "how to install c++"), (1.0, true));
        assert!(!compare("Who reads me@shop.example?", "Who reads you@shop.example?").1);
    }

    #[test]
    fn what_is_not_done_is_another_question() {
        for (one, other) in [
            ("Which countries do you ship to?", "Which countries do you NOT ship to?"),
            ("Can I return opened boxes?", "Can't I return opened boxes?"),
            ("Which items can be returned if not opened?", "Which items can't be returned if not opened?"),
            ("In welche Länder liefern Sie?", "In welche Länder liefern Sie nicht?"),
            ("Welche Artikel haben Garantie?", "Welche Artikel haben keine Garantie?"),
            ("¿A qué países envían?", "¿A qué países no envían?"),
            ("Livrez-vous en Suisse ?", "Ne livrez-vous pas en Suisse ?"),
            ("Voor welke landen leveren jullie?", "Voor welke landen leveren jullie niet?"),
            ("Can I order with an account?", "Can I order without an account?"),
        ] {
            assert!(!compare(one, other).1, "{one} {other}");
        }
    }

    #[test]
    fn the_way_back_is_another_question() {
        let both = compare("How do I change EUR to USD?", "How do I change USD to EUR?");
        assert_eq!(both, (1.0, false));
        assert!(!compare("How do I change EUR to USD today?", "How do I change USD to EUR?").1);
    }
}
