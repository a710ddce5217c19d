//! Words that turn a sentence into its opposite.
//!
//! They hold sentences together like any other function word, so that a search does well to weigh them
//! little. But "which countries do you ship to" and "which countries do you not ship to" want opposite
//! answers: whoever asks whether two texts say the same has to count them.

use crate::Language;

/// How a word says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Negation {
    /// By itself: `not`, `kein`, `sans`.
    Whole,
    /// Mostly as the first of two: French `ne … pas`. Spoken language leaves it out.
    FirstOfTwo,
}

/// How a normalised word of a text in `language` says no, if it does. `is_function_word` tells whether it
/// holds sentences together there: `no` is "in the" in Portuguese, and `nu` is "now" in Swedish. The word of
/// another language counts for the rest, because short texts are often taken for the wrong one.
pub(crate) fn negation(language: Language, word: &str, is_function_word: bool) -> Option<Negation> {
    let is_french = Some(language) == Language::parse("fr");
    let is_hungarian = Some(language) == Language::parse("hu");
    if word == "ne" && !is_hungarian && (is_french || !is_function_word) || word.starts_with("n'") {
        return Some(Negation::FirstOfTwo);
    }
    if word.ends_with("n't") {
        return Some(Negation::Whole);
    }
    let own = LISTS.iter().find(|(code, _)| Language::parse(code) == Some(language));
    let has = |words: &str| words.split(' ').any(|known| known == word);
    let says_no = own.is_some_and(|(_, words)| has(words))
        || !is_function_word && LISTS.iter().any(|(_, words)| has(words));
    says_no.then_some(Negation::Whole)
}

const LISTS: [(&str, &str); 18] = [
    (
        "en",
        "not no never none nor without cannot dont cant wont doesnt didnt isnt arent wasnt couldnt shouldnt",
    ),
    ("de", "nicht nichts kein keine keinen keinem keiner keines nie niemals niemand ohne nein weder"),
    ("es", "no ni nunca jamás jamas nada sin ningún ningun ninguno ninguna nadie"),
    ("fr", "pas jamais rien aucun aucune sans non ni personne"),
    ("it", "non no né mai niente senza nessun nessuno nessuna"),
    ("pt", "não nao nunca jamais nada nem sem nenhum nenhuma ninguém"),
    ("nl", "niet niets geen nooit niemand zonder nee"),
    ("sv", "inte ej icke aldrig ingen inget inga ingenting utan nej"),
    ("da", "ikke ej aldrig ingen intet ingenting uden nej"),
    ("no", "ikke aldri ingen intet ingenting uten nei"),
    ("fi", "ei en et emme ette eivät älä älkää ilman eikä"),
    ("hu", "nem ne nincs nincsenek soha sem nélkül semmi senki"),
    ("ro", "nu niciodată niciun nicio nimic nimeni fără fara"),
    ("ru", "не нет ни нельзя никогда никто ничего без"),
    ("tr", "değil degil yok hayır asla hiç"),
    ("el", "δεν δε μη μην όχι χωρίς ποτέ κανείς τίποτα"),
    ("ar", "لا لم لن ليس ليست غير بدون دون"),
    ("ta", "இல்லை அல்ல இல்லாமல் கூடாது"),
];

#[cfg(test)]
mod tests {
    use super::super::{TermMaker, normalise};
    use super::*;

    fn counted(language: &str, word: &str) -> bool {
        let language = Language::parse(language).unwrap();
        let maker = TermMaker::new(language.profile());
        maker.negation(&normalise(word)).is_some()
    }

    #[test]
    fn every_language_says_no() {
        for (code, words) in LISTS {
            for word in words.split(' ') {
                assert_eq!(word, normalise(word), "{code}");
                assert!(counted(code, word), "{code} {word}");
            }
        }
        assert!(counted("en", "Doesn’t") && counted("fr", "n'est") && counted("en", "nicht"));
    }

    #[test]
    fn words_that_say_no_elsewhere_are_only_words() {
        assert!(!counted("pt", "no") && !counted("sv", "sin") && !counted("de", "in"));
        assert!(!counted("en", "notice") && !counted("en", "know"));
    }
}
