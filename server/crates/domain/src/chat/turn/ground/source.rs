//! A source as its words, sentence by sentence.

use std::collections::HashSet;

use chatsphere_retrieval::{Language, Reader};

use super::facts::{KnownFacts, comparable};

/// Bytes of a source that are looked at: honest passages are far smaller.
const MOST_BYTES: usize = 16 << 10;

/// What one source, or several together, say.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Everything that may be quoted.
    text: String,
    /// All its terms, with those of its title and headings.
    terms: HashSet<String>,
    /// The beginnings of its longer terms: compounds and other forms of a word share them.
    stems: HashSet<String>,
    facts: KnownFacts,
    /// Its clauses.
    pub(super) clauses: Vec<Clause>,
}

/// What stands between two commas, full stops or semicolons: what a "not" belongs to.
#[derive(Debug)]
pub(super) struct Clause {
    pub(super) terms: HashSet<String>,
    pub(super) is_negated: bool,
}

/// Letters of a term's beginning that tell the word: `deliv` of delivery and delivered.
const STEM_LETTERS: usize = 5;

impl Source {
    /// Takes in what stands over the text: it can be quoted and names what the text is about.
    pub(super) fn add_heading(&mut self, heading: &str, reader: &Reader) {
        self.add_words(heading, reader);
        self.quotable(heading);
    }

    /// Takes in a text.
    pub(super) fn add(&mut self, text: &str, reader: &Reader) {
        let text = text.get(..text.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
        self.quotable(text);
        for sentence in chatsphere_ai::sentences(text) {
            self.quotable(&sentence);
            self.add_words(&sentence, reader);
            self.clauses.extend(clauses(&sentence).map(|clause| Clause::of(clause, reader)));
        }
    }

    /// Whether it has this word: 1, in another form 0.5, or 0.
    pub(super) fn has(&self, term: &str) -> f32 {
        if self.terms.contains(term) {
            1.0
        } else if stem(term).is_some_and(|stem| self.stems.contains(stem)) {
            0.5
        } else {
            0.0
        }
    }

    /// Whether it holds these words exactly.
    pub(super) fn has_quotation(&self, quotation: &str) -> bool {
        self.text.contains(quotation)
    }

    pub(super) fn facts(&self) -> &KnownFacts {
        &self.facts
    }

    fn add_words(&mut self, text: &str, reader: &Reader) {
        self.facts.add(text);
        for term in reader.read(text).terms {
            if let Some(stem) = stem(&term) {
                self.stems.insert(stem.to_owned());
            }
            self.terms.insert(term);
        }
    }

    fn quotable(&mut self, text: &str) {
        self.text.push_str(&comparable(text));
        self.text.push('\n');
    }
}

impl Clause {
    pub(super) fn of(text: &str, reader: &Reader) -> Self {
        let reading = reader.read(text);
        Self { terms: reading.terms.into_iter().collect(), is_negated: reading.negations % 2 == 1 }
    }

    /// The share of these terms that it has.
    pub(super) fn share_of(&self, terms: &HashSet<String>) -> f32 {
        let shared = terms.iter().filter(|term| self.terms.contains(*term)).count();
        shared as f32 / terms.len().max(1) as f32
    }
}

/// The clauses of a sentence, and the whole of it, which may be one.
pub(super) fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| matches!(c, ',' | ';' | ':' | '–' | '—' | '(' | ')' | '，' | '、');
    let parts = sentence.split(is_end).filter(move |part| part.len() < sentence.len());
    std::iter::once(sentence).chain(parts)
}

/// The language of a text, as far as it can be told.
pub(super) fn language(text: &str) -> Option<Language> {
    Language::parse(&chatsphere_ingest::detect_language(text)?)
}

fn stem(term: &str) -> Option<&str> {
    let (end, _) = term.char_indices().nth(STEM_LETTERS)?;
    (!term.contains(char::is_numeric)).then(|| term.get(..end))?
}
