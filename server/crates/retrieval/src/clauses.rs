//! The terms of a question, resolved against an index: where each is and what it is worth.

use std::collections::{HashMap, HashSet};

use crate::bm25::inverse_document_frequency;
use crate::index::BotIndex;
use crate::question::{Need, QuestionTerm, question_terms};
use crate::spelling::{Misspelling, letter_set};

/// Most terms of a question that are taken for typos.
const MISSPELLINGS: usize = 8;

/// An unknown word counts as much as one that a single passage holds.
const RAREST: u32 = 1;

/// One term of the question.
pub(crate) struct Clause {
    /// Bits of the profiles whose passages it can match.
    pub(crate) profiles: u32,
    /// The most it can give.
    pub(crate) most: f32,
    /// Whether its matches are guesses about spelling.
    pub(crate) by_spelling: bool,
    /// The term itself, or the terms that it may stand for.
    pub(crate) matches: Vec<Match>,
}

/// A term of the index.
pub(crate) struct Match {
    /// What a saturated mention gives.
    pub(crate) worth: f32,
    /// Its number in each part.
    pub(crate) terms: Vec<Option<usize>>,
}

/// The clauses of a question.
pub(crate) fn clauses(index: &BotIndex, question: &str) -> Vec<Clause> {
    let terms = question_terms(question, &index.statistics.profiles);
    let found: Vec<Found> = terms.iter().map(|term| Found::look_up(index, &term.text)).collect();
    let known_wholes: HashSet<usize> = terms
        .iter()
        .zip(&found)
        .filter_map(|(term, found)| match term.need {
            Need::Whole(number) if found.holders > 0 => Some(number),
            _ => None,
        })
        .collect();
    let is_wanted = |term: &QuestionTerm, found: &Found| match term.need {
        Need::Required => true,
        Need::PartOf(whole) => found.holders > 0 || !known_wholes.contains(&whole),
        Need::Whole(_) | Need::Guess => found.holders > 0,
    };
    let wanted: Vec<(QuestionTerm, Found)> =
        terms.into_iter().zip(found).filter(|(term, found)| is_wanted(term, found)).collect();
    let mut spellings = similar_terms(index, &wanted);
    wanted
        .into_iter()
        .map(|(term, found)| {
            let similar = spellings.remove(&term.text).unwrap_or_default();
            clause(index, &term, found, similar)
        })
        .collect()
}

fn clause(index: &BotIndex, term: &QuestionTerm, found: Found, similar: Vec<(Found, f32)>) -> Clause {
    let worth = |holders: u32| inverse_document_frequency(index.statistics.passages, holders.max(RAREST));
    let by_spelling = found.holders == 0;
    let known: Vec<(Found, f32)> = if by_spelling { similar } else { vec![(found, 1.0)] };
    // A word that no passage holds keeps the question from a full score: it asks for something else.
    let most = known.iter().map(|(found, _)| worth(found.holders)).reduce(f32::max);
    let most = most.unwrap_or_else(|| worth(RAREST));
    let matches = known
        .into_iter()
        .map(|(found, similarity)| Match { worth: worth(found.holders) * similarity, terms: found.terms })
        .collect();
    Clause { profiles: term.profiles, most, by_spelling, matches }
}

/// A term of the index: its number in each part and how many living passages hold it.
struct Found {
    terms: Vec<Option<usize>>,
    holders: u32,
}

impl Found {
    fn look_up(index: &BotIndex, term: &str) -> Self {
        let terms: Vec<Option<usize>> =
            index.parts.iter().map(|part| part.segment.dictionary.find(term)).collect();
        let holders = index
            .parts
            .iter()
            .zip(&terms)
            .filter_map(|(part, term)| {
                let holding = part.segment.postings.of((*term)?);
                let living = if part.is_whole() {
                    holding.len()
                } else {
                    holding.filter(|(row, _)| part.is_alive(*row as usize)).count()
                };
                u32::try_from(living).ok()
            })
            .sum();
        Self { terms, holders }
    }
}

/// For each term that the index does not hold, those that it may stand for, with their similarity.
fn similar_terms(index: &BotIndex, wanted: &[(QuestionTerm, Found)]) -> HashMap<String, Vec<(Found, f32)>> {
    let mut misspelt: Vec<(&str, Misspelling)> = wanted
        .iter()
        .filter(|(_, found)| found.holders == 0)
        .filter_map(|(term, _)| Some((term.text.as_str(), Misspelling::new(&term.text)?)))
        .take(MISSPELLINGS)
        .collect();
    if misspelt.is_empty() {
        return HashMap::new();
    }
    for part in &index.parts {
        for known in part.segment.dictionary.terms() {
            let letters = letter_set(known);
            for (_, misspelling) in &mut misspelt {
                misspelling.consider(known, letters);
            }
        }
    }
    misspelt
        .into_iter()
        .map(|(term, misspelling)| {
            let candidates = misspelling
                .best()
                .into_iter()
                .map(|candidate| (Found::look_up(index, &candidate.term), candidate.similarity));
            (term.to_owned(), candidates.filter(|(found, _)| found.holders > 0).collect())
        })
        .collect()
}
