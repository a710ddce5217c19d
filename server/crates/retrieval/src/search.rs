//! One search: terms and vectors over all segments, fused, best first.

use std::collections::HashSet;

use crate::KnownLanguages;
use crate::alike::{Collapsed, without_repetition};
use crate::clauses::Clauses;
use crate::explain::Resolved;
use crate::fusion::{VectorWeight, fuse};
use crate::index::{BotIndex, Part};
use crate::keyword::KeywordScores;
use crate::segment::{DocumentRows, QuantizedVector};
use crate::top::{Top, best_of_each_document};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The question as typed.
    pub text: &'a str,
    /// Its embedding; keywords alone decide without it.
    pub vector: Option<&'a [f32]>,
    /// The languages that the embedder knows; in others its vectors count for half.
    pub embedder_knows: &'a KnownLanguages,
    /// What decides.
    pub mode: Mode,
    /// How many passages of one document may be found.
    pub grouping: Grouping,
    /// What becomes of passages that say the same.
    pub repetition: Repetition,
    /// Only these documents, if given.
    pub documents: Option<&'a HashSet<u128>>,
}

/// What decides about the order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Words and meaning together.
    #[default]
    Hybrid,
    /// Words alone.
    Keyword,
    /// Meaning alone.
    Vector,
}

/// How many passages of one document may be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Any number.
    #[default]
    Passages,
    /// The best one.
    Documents,
}

/// What becomes of passages that say the same as a better one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repetition {
    /// They are found too.
    #[default]
    Kept,
    /// They are left out and counted.
    LeftOut,
}

/// A passage that was found. All numbers are between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    /// The passage.
    pub chunk: u128,
    /// Its document.
    pub document: u128,
    /// Keywords and vector together.
    pub score: f32,
    /// Cosine of question and passage, if both have a vector. Not told where the embedder does not know
    /// the passage's language: it orders passages a little there, but its size means nothing.
    pub vector: Option<f32>,
    /// BM25 as a share of the most that this question could get.
    pub keyword: f32,
    /// The part of `keyword` that came by similar spelling.
    pub trigram: f32,
    /// The cosine that the score is made of, told or not; 0 where there is none.
    pub cosine: f32,
    /// What of the score is that cosine's, 0 to 1; the rest is the keywords'.
    pub vector_weight: f32,
    /// How many passages that say the same were left out.
    pub repetitions: u32,
    /// Where it is, for [`BotIndex::explain`] with the same snapshot.
    pub(crate) place: Place,
}

/// A row of a snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) part: u32,
    pub(crate) row: u32,
}

impl BotIndex {
    /// The best `limit` passages; equal scores in the order of their ids. A passage that shares no term
    /// with the question and no direction with its vector is not found.
    pub fn search(&self, query: &Query<'_>, limit: usize) -> Vec<Scored> {
        let resolved = match query.mode {
            Mode::Vector => Resolved::default(),
            Mode::Hybrid | Mode::Keyword => self.resolve(query.text),
        };
        self.search_resolved(query, &resolved, limit).into_iter().map(|found| found.best).collect()
    }

    /// The same with the query's text resolved already by this snapshot, and with what was left out as
    /// [`Query::repetition`] asks.
    pub fn search_resolved(&self, query: &Query<'_>, resolved: &Resolved, limit: usize) -> Vec<Collapsed> {
        let nothing = Clauses::default();
        let clauses = if query.mode == Mode::Vector { &nothing } else { &resolved.clauses };
        match query.repetition {
            Repetition::Kept => {
                self.ranked(query, clauses, limit).into_iter().map(Collapsed::alone).collect()
            }
            Repetition::LeftOut => {
                without_repetition(self, limit, |limit| self.ranked(query, clauses, limit))
            }
        }
    }

    fn ranked(&self, query: &Query<'_>, clauses: &Clauses, limit: usize) -> Vec<Scored> {
        let vector = query.vector.filter(|_| query.mode != Mode::Keyword).and_then(QuantizedVector::new);
        let mut passages = Top::new(limit);
        let mut documents = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            let keyword = KeywordScores::of(self, part, number, clauses);
            let cosines = vector.as_ref().map(|v| part.segment.vectors.cosines(v)).unwrap_or_default();
            let rows = Rows { part, number, keyword: &keyword, cosines: &cosines, query };
            for range in &part.segment.documents {
                if !part.is_alive(range.start as usize)
                    || query.documents.is_some_and(|wanted| !wanted.contains(&range.document))
                {
                    continue;
                }
                let scored = rows.scored(*range);
                match query.grouping {
                    Grouping::Passages => scored.for_each(|scored| passages.push(scored)),
                    Grouping::Documents => documents.extend(scored.min_by(Scored::order)),
                }
            }
        }
        match query.grouping {
            Grouping::Passages => passages.into_sorted(),
            Grouping::Documents => best_of_each_document(&documents, limit),
        }
    }
}

/// Where a passage lies in a snapshot says nothing about what was found.
impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        let of = |s: &Self| (s.chunk, s.document, s.score, s.vector, s.keyword, s.trigram, s.repetitions);
        of(self) == of(other)
    }
}

impl Scored {
    /// Best first, then by id.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.score.total_cmp(&self.score).then_with(|| self.chunk.cmp(&other.chunk))
    }
}

/// The rows of one part with their scores.
struct Rows<'a> {
    part: &'a Part,
    number: usize,
    keyword: &'a KeywordScores,
    cosines: &'a [Option<f32>],
    query: &'a Query<'a>,
}

impl Rows<'_> {
    fn scored(&self, range: DocumentRows) -> impl Iterator<Item = Scored> {
        range.rows().filter_map(move |number| {
            let row = self.part.segment.rows.get(number)?;
            let (share, by_spelling) = self.keyword.of_row(number, row.profile.index());
            let cosine = self.cosines.get(number).copied().flatten().map(|cosine| cosine.clamp(0.0, 1.0));
            let is_familiar = self.query.embedder_knows.contains(row.language);
            let weight = match self.query.mode {
                Mode::Vector => VectorWeight::ALONE,
                _ if is_familiar => VectorWeight::FAMILIAR,
                _ => VectorWeight::FOREIGN,
            };
            let score = fuse(share, cosine, weight);
            let vector_weight = if cosine.is_some() { weight.0 } else { 0.0 };
            (score > 0.0).then(|| Scored {
                chunk: row.chunk,
                document: range.document,
                score,
                vector: cosine.filter(|_| is_familiar),
                keyword: share,
                trigram: by_spelling,
                cosine: cosine.unwrap_or(0.0),
                vector_weight,
                repetitions: 0,
                place: Place {
                    part: u32::try_from(self.number).unwrap_or(u32::MAX),
                    row: u32::try_from(number).unwrap_or(u32::MAX),
                },
            })
        })
    }
}
