//! One search: terms and vectors over all segments, fused, best first.

use std::collections::HashSet;

use crate::clauses::{Clause, clauses};
use crate::fusion::{VectorWeight, fuse};
use crate::index::{BotIndex, Part};
use crate::segment::{DocumentRows, QuantizedVector};
use crate::top::{Top, best_of_each_document};
use crate::{KnownLanguages, bm25};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The question as typed.
    pub text: &'a str,
    /// Its embedding; keywords alone decide without it.
    pub vector: Option<&'a [f32]>,
    /// The languages that the embedder knows; in others its vectors count for half.
    pub embedder_knows: &'a KnownLanguages,
    /// How many passages of one document may be found.
    pub grouping: Grouping,
    /// Only these documents, if given.
    pub documents: Option<&'a HashSet<u128>>,
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

/// A passage that was found. All numbers are between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
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
}

impl BotIndex {
    /// The best `limit` passages; equal scores in the order of their ids. A passage that shares no term
    /// with the question and no direction with its vector is not found.
    pub fn search(&self, query: &Query<'_>, limit: usize) -> Vec<Scored> {
        let clauses = clauses(self, query.text);
        let vector = query.vector.and_then(QuantizedVector::new);
        let mut passages = Top::new(limit);
        let mut documents = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            let keyword = KeywordScores::of(self, part, number, &clauses);
            let cosines = vector.as_ref().map(|v| part.segment.vectors.cosines(v)).unwrap_or_default();
            for range in &part.segment.documents {
                if !part.is_alive(range.start as usize)
                    || query.documents.is_some_and(|wanted| !wanted.contains(&range.document))
                {
                    continue;
                }
                let scored = scored_rows(part, *range, &keyword, &cosines, query.embedder_knows);
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

impl Scored {
    /// Best first, then by id.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.score.total_cmp(&self.score).then_with(|| self.chunk.cmp(&other.chunk))
    }
}

fn scored_rows<'a>(
    part: &'a Part,
    range: DocumentRows,
    keyword: &'a KeywordScores,
    cosines: &'a [Option<f32>],
    embedder_knows: &'a KnownLanguages,
) -> impl Iterator<Item = Scored> + 'a {
    range.rows().filter_map(move |number| {
        let row = part.segment.rows.get(number)?;
        let (share, by_spelling) = keyword.of_row(number, row.profile.index());
        let cosine = cosines.get(number).copied().flatten().map(|cosine| cosine.clamp(0.0, 1.0));
        let is_familiar = embedder_knows.contains(row.language);
        let weight = if is_familiar { VectorWeight::FAMILIAR } else { VectorWeight::FOREIGN };
        let score = fuse(share, cosine, weight);
        (score > 0.0).then_some(Scored {
            chunk: row.chunk,
            document: range.document,
            score,
            vector: cosine.filter(|_| is_familiar),
            keyword: share,
            trigram: by_spelling,
        })
    })
}

/// BM25 of the rows of one part.
struct KeywordScores {
    sums: Vec<f32>,
    /// What of `sums` came by similar spelling; empty when nothing did.
    by_spelling: Vec<f32>,
    /// By profile, one over the most that the question could get.
    scale: Vec<f32>,
}

impl KeywordScores {
    fn of(index: &BotIndex, part: &Part, part_number: usize, clauses: &[Clause]) -> Self {
        let rows = &part.segment.rows;
        let norms: Vec<f32> = rows.iter().map(|row| index.statistics.length_norm.of(row.length)).collect();
        let mut scores = Self { sums: vec![0.0; rows.len()], by_spelling: Vec::new(), scale: scale(clauses) };
        for clause in clauses {
            if clause.by_spelling {
                scores.add_most_similar(part, part_number, clause, &norms);
            } else {
                scores.add(part, part_number, clause, &norms);
            }
        }
        scores
    }

    fn add(&mut self, part: &Part, part_number: usize, clause: &Clause, norms: &[f32]) {
        for (row, gain) in gains(part, part_number, clause, norms) {
            if let Some(sum) = self.sums.get_mut(row) {
                *sum += gain;
            }
        }
    }

    /// A passage that holds several spellings gets the best of them, not their sum.
    fn add_most_similar(&mut self, part: &Part, part_number: usize, clause: &Clause, norms: &[f32]) {
        let mut most = vec![0.0_f32; self.sums.len()];
        for (row, gain) in gains(part, part_number, clause, norms) {
            if let Some(best) = most.get_mut(row) {
                *best = best.max(gain);
            }
        }
        self.by_spelling.resize(self.sums.len(), 0.0);
        for ((sum, similar), gain) in self.sums.iter_mut().zip(&mut self.by_spelling).zip(most) {
            *sum += gain;
            *similar += gain;
        }
    }

    /// The share of the most, and what of it came by similar spelling.
    fn of_row(&self, row: usize, profile: usize) -> (f32, f32) {
        let scale = self.scale.get(profile).copied().unwrap_or(0.0);
        let share = |sums: &[f32]| (sums.get(row).copied().unwrap_or(0.0) * scale).min(1.0);
        (share(&self.sums), share(&self.by_spelling))
    }
}

/// Row and gain for each passage of the part in which the clause matches.
fn gains<'a>(
    part: &'a Part,
    part_number: usize,
    clause: &'a Clause,
    norms: &'a [f32],
) -> impl Iterator<Item = (usize, f32)> + 'a {
    let segment = &part.segment;
    clause.matches.iter().filter_map(move |m| Some((m.worth, m.terms.get(part_number).copied()??))).flat_map(
        move |(worth, term)| {
            segment.postings.of(term).filter_map(move |(row, mentions)| {
                let row = row as usize;
                let in_this_language = clause.profiles & segment.rows.get(row)?.profile.bit() != 0;
                let gain = worth * bm25::saturation(f32::from(mentions), *norms.get(row)?);
                in_this_language.then_some((row, gain))
            })
        },
    )
}

fn scale(clauses: &[Clause]) -> Vec<f32> {
    crate::language::Profile::all()
        .map(|profile| {
            let most: f32 = clauses.iter().filter(|c| c.profiles & profile.bit() != 0).map(|c| c.most).sum();
            if most > 0.0 { 1.0 / most } else { 0.0 }
        })
        .collect()
}
