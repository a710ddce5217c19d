//! A word to the term that stands for all its forms.

use std::collections::HashSet;

use rust_stemmers::Stemmer;

use super::exact::is_code;
use super::function_words::function_words;
use super::negations::{Negation, negation};
use super::normalise::fold_accents;
use crate::Language;
use crate::language::Profile;

/// Makes terms in one language.
pub(crate) struct TermMaker {
    stemmer: Option<Stemmer>,
    elides: bool,
    language: Language,
    function_words: HashSet<&'static str>,
}

impl TermMaker {
    /// For the words of a language.
    pub(crate) fn new(profile: Profile) -> Self {
        Self {
            stemmer: profile.algorithm().map(Stemmer::create),
            elides: profile.elides(),
            language: profile.language(),
            function_words: function_words(profile.language()).split_whitespace().collect(),
        }
    }

    /// Whether a normalised word only holds sentences together.
    pub(crate) fn is_function_word(&self, word: &str) -> bool {
        self.function_words.contains(word)
    }

    /// How a normalised word says no, if it does.
    pub(crate) fn negation(&self, word: &str) -> Option<Negation> {
        negation(self.language, word, self.is_function_word(word))
    }

    /// The term of a normalised word. What has a digit or a sign in it is a number, a code or a name and stays
    /// as it is.
    pub(crate) fn term(&self, word: &str) -> String {
        if is_code(word) {
            return word.to_owned();
        }
        let word = if self.elides { without_article(word) } else { word };
        match &self.stemmer {
            Some(stemmer) => fold_accents(&stemmer.stem(word)).into_owned(),
            None => fold_accents(word).into_owned(),
        }
    }
}

/// `l'eau` to `eau`, `dell'acqua` to `acqua`; `aujourd'hui` stays.
fn without_article(word: &str) -> &str {
    match word.split_once('\'') {
        Some((article, noun)) if !noun.is_empty() && article.chars().count() <= 4 => noun,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(language: &str, word: &str) -> String {
        TermMaker::new(Language::parse(language).unwrap().profile()).term(word)
    }

    #[test]
    fn forms_of_a_word_meet() {
        assert_eq!(term("en", "connecting"), term("en", "connected"));
        assert_eq!(term("de", "verträge"), term("de", "vertrag"));
        assert_eq!(term("es", "canciones"), term("es", "canción"));
        assert_eq!(term("fr", "l'eau"), term("fr", "eau"));
        assert_eq!(term("fr", "aujourd'hui"), term("fr", "aujourd'hui"));
    }

    #[test]
    fn codes_are_not_stemmed() {
        assert_eq!(term("en", "a100s"), "a100s");
        assert_eq!(term("en", "node.js"), "node.js");
        assert_eq!(term("ja", "naïve"), "naive");
    }
}
