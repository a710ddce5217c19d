//! An immutable piece of an index: passages, their terms and their vectors.

mod builder;
mod dictionary;
mod merge;
mod postings;
mod tokens;
mod vectors;

pub(crate) use builder::build;
pub(crate) use dictionary::Dictionary;
pub(crate) use merge::merge;
pub(crate) use postings::Postings;
pub(crate) use tokens::{BREAK, Bag, NEGATION, TermHash, Tokens, follows, mentions_above, near, term_hash};
pub(crate) use vectors::{QuantizedVector, Vectors};

use crate::Language;
use crate::analysis::Definition;
use crate::language::Profile;

/// The passages of one document inside a segment: rows `start` up to, not with, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DocumentRows {
    pub(crate) document: u128,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl DocumentRows {
    pub(crate) fn rows(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One passage, apart from its terms and its vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) chunk: u128,
    /// Units of text, of its titles too.
    pub(crate) length: u32,
    pub(crate) language: Language,
    pub(crate) profile: Profile,
}

/// An immutable piece of an index.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) rows: Vec<Row>,
    /// Sorted by document; a document that came in two pieces has two entries.
    pub(crate) documents: Vec<DocumentRows>,
    pub(crate) dictionary: Dictionary,
    pub(crate) postings: Postings,
    pub(crate) vectors: Vectors,
    pub(crate) tokens: Tokens,
    /// Short forms that rows explain, by row.
    pub(crate) definitions: Vec<(u32, Definition)>,
}

impl Segment {
    /// The rows of a document.
    pub(crate) fn rows_of(&self, document: u128) -> &[DocumentRows] {
        let from = self.documents.partition_point(|d| d.document < document);
        let to = self.documents.partition_point(|d| d.document <= document);
        self.documents.get(from..to).unwrap_or_default()
    }

    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.rows.capacity() * size_of::<Row>()
            + self.documents.capacity() * size_of::<DocumentRows>()
            + self.dictionary.bytes()
            + self.postings.bytes()
            + self.vectors.bytes()
            + self.tokens.bytes()
            + self.definitions.iter().map(|(_, definition)| definition.bytes()).sum::<usize>()
    }
}
