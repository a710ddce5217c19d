//! Passages to a segment.

use std::collections::HashMap;

use super::postings::Mentions;
use super::{
    BREAK, Dictionary, DocumentRows, NEGATION, Postings, Row, Segment, TermHash, Tokens, Vectors, term_hash,
};
use crate::analysis::{Definition, TermMaker, Unit, definitions, is_fact, normalise, units};
use crate::language::Profile;
use crate::{IndexedChunk, Language};

/// Makes a segment. `dimensions` is that of the vectors to keep.
pub(crate) fn build(mut chunks: Vec<IndexedChunk>, dimensions: usize) -> Segment {
    chunks.sort_unstable_by_key(|c| (c.document, c.chunk));
    chunks.dedup_by_key(|c| c.chunk);
    let mut builder = Builder::new(dimensions);
    for chunk in chunks {
        builder.add(&chunk);
    }
    builder.finish()
}

struct Builder {
    rows: Vec<Row>,
    documents: Vec<DocumentRows>,
    vectors: Vectors,
    tokens: Tokens,
    vocabulary: Vocabulary,
    /// By the term's number.
    lists: Vec<Vec<(u32, Mentions)>>,
    definitions: Vec<(u32, Definition)>,
}

impl Builder {
    fn new(dimensions: usize) -> Self {
        Self {
            rows: Vec::new(),
            documents: Vec::new(),
            vectors: Vectors::with_dimensions(dimensions),
            tokens: Tokens::default(),
            vocabulary: Vocabulary::default(),
            lists: Vec::new(),
            definitions: Vec::new(),
        }
    }

    fn add(&mut self, chunk: &IndexedChunk) {
        let row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let language = chunk.language.unwrap_or_else(|| Language::detect(&chunk.text));
        let profile = language.profile();
        let mut found = Found::default();
        // A passage is found by its document's name and by what stands above it as by its own words. To
        // count those for more ranked no better, and told answerable questions from others less well.
        let above = std::iter::once(&chunk.title).chain(&chunk.headings);
        for text in above.chain([&chunk.text]) {
            found.read(text, profile, &mut self.vocabulary);
        }
        self.tokens.push(&found.tokens);
        self.definitions.extend(definitions(&chunk.text).into_iter().map(|definition| (row, definition)));
        self.lists.resize_with(self.vocabulary.len(), Vec::new);
        let length = found.units;
        for (term, mentions) in found.counted() {
            if let Some(list) = self.lists.get_mut(term as usize) {
                list.push((row, mentions));
            }
        }
        self.rows.push(Row { chunk: chunk.chunk, length, language, profile });
        self.vectors.push_float(chunk.vector.as_deref());
        match self.documents.last_mut() {
            Some(last) if last.document == chunk.document => last.end = row + 1,
            _ => self.documents.push(DocumentRows { document: chunk.document, start: row, end: row + 1 }),
        }
    }

    fn finish(mut self) -> Segment {
        let mut terms: Vec<(String, u32)> = self.vocabulary.numbers.into_iter().collect();
        terms.sort_unstable();
        let dictionary = Dictionary::from_sorted(terms.iter().map(|(term, _)| term.as_str()));
        let postings =
            Postings::from_lists(terms.iter().map(|(_, number)| {
                self.lists.get_mut(*number as usize).map(std::mem::take).unwrap_or_default()
            }));
        self.vectors.shrink();
        self.tokens.shrink();
        self.rows.shrink_to_fit();
        self.documents.shrink_to_fit();
        Segment {
            rows: self.rows,
            documents: self.documents,
            dictionary,
            postings,
            vectors: self.vectors,
            tokens: self.tokens,
            definitions: self.definitions,
        }
    }
}

/// Numbers for terms, and for words as they stand, so that each word is stemmed once.
#[derive(Default)]
struct Vocabulary {
    numbers: HashMap<String, u32>,
    makers: HashMap<Profile, (TermMaker, HashMap<String, Known>)>,
}

/// What is known of a word.
#[derive(Clone, Copy)]
struct Known {
    /// The number of its term.
    number: u32,
    /// Absent when it only holds sentences together.
    hash: Option<TermHash>,
}

impl Vocabulary {
    fn len(&self) -> usize {
        self.numbers.len()
    }

    fn look_up(&mut self, word: &str, profile: Profile) -> Known {
        let (maker, words) =
            self.makers.entry(profile).or_insert_with(|| (TermMaker::new(profile), HashMap::new()));
        if let Some(known) = words.get(word) {
            return *known;
        }
        let term = maker.term(word);
        let hash = match maker.negation(word) {
            Some(_) => Some(NEGATION),
            None => (!maker.is_function_word(word)).then(|| term_hash(&term)),
        };
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(term).or_insert(next);
        let known = Known { number, hash };
        words.insert(word.to_owned(), known);
        known
    }
}

/// The terms found in one passage.
#[derive(Default)]
struct Found {
    mentions: Vec<u32>,
    tokens: Vec<TermHash>,
    units: u32,
}

impl Found {
    fn read(&mut self, text: &str, profile: Profile, vocabulary: &mut Vocabulary) {
        if !self.tokens.is_empty() {
            self.tokens.push(BREAK);
        }
        let text = normalise(text);
        for unit in units(&text) {
            // What is counted a second time, joined or whole, does not make the passage longer.
            match unit {
                Unit::Word(word) => self.count(vocabulary.look_up(word, profile)),
                Unit::Compound(compound) => {
                    for whole in &compound.wholes {
                        self.mentions.push(vocabulary.look_up(whole, profile).number);
                    }
                    // The parts are without single letters: by them alone E-417 is A-417.
                    if let Some(telling) = compound.telling().filter(|whole| is_fact(whole)) {
                        self.tokens.extend(vocabulary.look_up(telling, profile).hash);
                    }
                    self.units += u32::from(compound.parts.is_empty());
                    for part in compound.parts {
                        self.count(vocabulary.look_up(part, profile));
                    }
                }
                Unit::Address(address) => self.mentions.push(vocabulary.look_up(&address, profile).number),
                Unit::Joined(joined) => {
                    let known = vocabulary.look_up(&joined, profile);
                    self.mentions.push(known.number);
                    // A letter before a number is a part of its name, also where it is an article: `A 417`.
                    if joined.chars().nth(1).is_some_and(char::is_numeric) {
                        self.tokens.extend(known.hash);
                    }
                }
            }
        }
    }

    fn count(&mut self, known: Known) {
        self.mentions.push(known.number);
        self.tokens.extend(known.hash);
        self.units += 1;
    }

    /// Each term once, with the number of its mentions.
    fn counted(mut self) -> Vec<(u32, Mentions)> {
        self.mentions.sort_unstable();
        self.mentions
            .chunk_by(|a, b| a == b)
            .filter_map(|same| {
                Some((*same.first()?, Mentions::try_from(same.len()).unwrap_or(Mentions::MAX)))
            })
            .collect()
    }
}
