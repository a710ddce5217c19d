//! A text by its words, for whoever asks whether one text says what another says.

use crate::Language;
use crate::analysis::{Negation, TermMaker, is_unspaced, normalise};

/// Reads texts of one language.
pub struct Reader {
    maker: TermMaker,
}

/// A text, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The stems of the words that say something, in their order. Scripts that are written without spaces give
    /// overlapping pairs of characters.
    pub terms: Vec<String>,
    /// How many words only hold the sentence together.
    pub function_words: usize,
    /// How often it says no.
    pub negations: usize,
}

impl Reader {
    /// For texts in `language`; [`Language::UNKNOWN`] knows neither stems nor function words.
    pub fn new(language: Language) -> Self {
        Self { maker: TermMaker::new(language.profile()) }
    }

    /// Reads a text.
    pub fn read(&self, text: &str) -> Reading {
        let text = normalise(text);
        let mut reading = Reading::default();
        let mut first_halves = 0;
        for word in words(&text) {
            match self.maker.negation(word) {
                Some(Negation::Whole) => reading.negations += 1,
                Some(Negation::FirstOfTwo) => first_halves += 1,
                None if self.maker.is_function_word(word) => reading.function_words += 1,
                None if word.starts_with(is_unspaced) => reading.terms.extend(pairs(word)),
                None => reading.terms.push(self.maker.term(word)),
            }
        }
        reading.negations = reading.negations.max(first_halves);
        reading
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// Runs of letters and digits of one kind of script; an apostrophe belongs to the word that it stands in.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let unspaced = rest.starts_with(is_unspaced);
        let belongs = |c: char| c == '\'' && !unspaced || c.is_alphanumeric() && is_unspaced(c) == unspaced;
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then(|| word.trim_end_matches('\''))
    })
}

fn pairs(run: &str) -> Vec<String> {
    let letters: Vec<char> = run.chars().collect();
    if letters.len() < 2 {
        return vec![run.to_owned()];
    }
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: &str, text: &str) -> Reading {
        Reader::new(Language::parse(language).unwrap()).read(text)
    }

    #[test]
    fn a_text_is_its_stems_and_how_often_it_says_no() {
        let reading = read("en", "You can’t return the lamps that weren't opened, 'sorry'.");
        assert_eq!(reading.terms, ["return", "lamp", "open", "sorri"]);
        assert_eq!((reading.function_words, reading.negations), (3, 2));
        assert_eq!(read("fr", "Ce n'est pas possible").negations, 1);
    }

    #[test]
    fn unspaced_scripts_come_in_pairs_and_nothing_is_read_from_nothing() {
        assert_eq!(read("ja", "返品は30日").terms, ["返品", "品は", "30", "日"]);
        assert_eq!(read("en", " '' … "), Reading::default());
    }
}
