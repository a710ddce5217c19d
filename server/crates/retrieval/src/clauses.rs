//! The terms of a question, resolved against an index: where each is and what it is worth.

use std::collections::{HashMap, HashSet};

use crate::bm25::inverse_document_frequency;
use crate::compound;
use crate::index::BotIndex;
use crate::language::Profile;
use crate::long_forms::{Phrase, add_other_forms};
use crate::question::{Need, QuestionPair, QuestionTerm, question};
use crate::segment::{TermHash, term_hash};
use crate::spelling::{Misspelling, letter_set};

/// Most terms of a question that are taken for typos.
const MISSPELLINGS: usize = 8;

/// An unknown word counts as much as one that a single passage holds.
const RAREST: u32 = 1;

/// What a word that only holds the sentence together is worth beside one that says something. Over five
/// sets of questions all between 0.1 and 0.3 rank the same; without any weight, questions of nothing else
/// would find nothing.
const LIGHT: f32 = 0.3;

/// What two terms are worth together, of the lesser of them alone (sequential dependence: Metzler and
/// Croft, "A Markov random field model for term dependencies", 2005).
const TOGETHER: f32 = 0.5;

/// Most passages that are read through for a pair. Words that more of them hold are worth little together,
/// and would cost more time than everything else.
const PAIR_PASSAGES: u32 = 2_000;

/// A question, resolved.
#[derive(Default)]
pub(crate) struct Clauses {
    pub(crate) terms: Vec<Clause>,
    pub(crate) pairs: Vec<PairClause>,
}

/// One term of the question.
pub(crate) struct Clause {
    /// The word as it stands in the question.
    pub(crate) word: String,
    /// Bits of the profiles whose passages it can match.
    pub(crate) profiles: u32,
    /// Bits of the profiles in which it only holds the sentence together.
    pub(crate) light: u32,
    /// The most it can give.
    pub(crate) most: f32,
    /// How its matches came about.
    pub(crate) origin: Origin,
    /// The term itself, or the terms that it may stand for, best first.
    pub(crate) matches: Vec<Match>,
    /// What it is short for, most frequent first.
    pub(crate) long_forms: Vec<Phrase>,
}

/// How a clause came to what it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// As it was asked.
    Asked,
    /// By similar spelling.
    Spelling,
    /// As a piece of a compound that the index does not know, or two words as one.
    Compound,
    /// As the short form of what was written out.
    OtherForm,
}

/// A term of the index.
pub(crate) struct Match {
    pub(crate) text: String,
    pub(crate) hash: TermHash,
    /// What a saturated mention gives.
    pub(crate) worth: f32,
    /// How many living passages hold it.
    pub(crate) holders: u32,
    /// Its number in each part.
    pub(crate) terms: Vec<Option<usize>>,
}

impl Match {
    /// Of a term of the index.
    pub(crate) fn new(found: Found, worth: f32) -> Self {
        Self {
            worth,
            hash: term_hash(&found.text),
            text: found.text,
            holders: found.holders,
            terms: found.terms,
        }
    }
}

/// Two clauses that stand together in the question, by their places.
pub(crate) struct PairClause {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) profiles: u32,
    pub(crate) worth: f32,
}

impl Clause {
    /// How much of its worth it has in passages of this profile.
    pub(crate) fn weight(&self, profile: Profile) -> f32 {
        if self.profiles & profile.bit() == 0 {
            0.0
        } else if self.light & profile.bit() != 0 {
            LIGHT
        } else {
            1.0
        }
    }

    pub(crate) fn by_spelling(&self) -> bool {
        self.origin == Origin::Spelling
    }
}

/// The clauses of a question.
pub(crate) fn clauses(index: &BotIndex, text: &str) -> Clauses {
    let question = question(text, &index.statistics.profiles);
    let found: Vec<Found> = question.terms.iter().map(|term| Found::look_up(index, &term.text)).collect();
    let known_wholes: HashSet<usize> = question
        .terms
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
        Need::Whole(_) | Need::Guess | Need::Bonus => found.holders > 0,
    };
    let unknown = question.terms.iter().zip(&found);
    let unknown = unknown.filter(|(term, found)| found.holders == 0 && is_wanted(term, found));
    let unknown: Vec<&QuestionTerm> =
        unknown.map(|(term, _)| term).filter(|term| term.may_be_misspelt).collect();
    let mut pieces = compound::pieces(index, &unknown);
    let misspelt = unknown.iter().filter(|term| !pieces.contains_key(&term.text));
    let mut spellings = similar_terms(index, misspelt.map(|term| term.text.as_str()));

    let mut resolved = Clauses::default();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (place, (term, found)) in question.terms.iter().zip(found).enumerate() {
        if !is_wanted(term, &found) {
            continue;
        }
        places.insert(place, resolved.terms.len());
        match pieces.remove(&term.text) {
            Some(pieces) => resolved.terms.extend(
                pieces.into_iter().map(|piece| clause(index, term, vec![(piece, 1.0)], Origin::Compound)),
            ),
            None if found.holders > 0 => {
                let origin = if term.need == Need::Bonus { Origin::Compound } else { Origin::Asked };
                resolved.terms.push(clause(index, term, vec![(found, 1.0)], origin));
            }
            None => {
                let similar = spellings.remove(&term.text).unwrap_or_default();
                resolved.terms.push(clause(index, term, similar, Origin::Spelling));
            }
        }
    }
    add_other_forms(index, text, &mut resolved.terms);
    resolved.pairs =
        question.pairs.iter().filter_map(|pair| pair_clause(&resolved.terms, &places, *pair)).collect();
    resolved
}

fn clause(index: &BotIndex, term: &QuestionTerm, known: Vec<(Found, f32)>, origin: Origin) -> Clause {
    let worth = |holders: u32| inverse_document_frequency(index.statistics.passages, holders.max(RAREST));
    // A word that no passage holds keeps the question from a full score: it asks for something else.
    let most = known.iter().map(|(found, _)| worth(found.holders)).reduce(f32::max);
    let most = most.unwrap_or_else(|| worth(RAREST));
    let matches = known
        .into_iter()
        .map(|(found, similarity)| {
            let worth = worth(found.holders) * similarity;
            Match::new(found, worth)
        })
        .collect();
    Clause {
        word: term.word.clone(),
        profiles: term.profiles,
        light: term.light,
        most: if term.need == Need::Bonus { 0.0 } else { most },
        origin,
        matches,
        long_forms: Vec::new(),
    }
}

fn pair_clause(terms: &[Clause], places: &HashMap<usize, usize>, pair: QuestionPair) -> Option<PairClause> {
    let (one, other) = (*places.get(&pair.one)?, *places.get(&pair.other)?);
    let (first, second) = (terms.get(one)?.matches.first()?, terms.get(other)?.matches.first()?);
    if first.holders.min(second.holders) > PAIR_PASSAGES {
        return None;
    }
    let worth = TOGETHER * first.worth.min(second.worth);
    Some(PairClause { one, other, profiles: pair.profiles, worth })
}

/// A term of the index: its number in each part and how many living passages hold it.
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) terms: Vec<Option<usize>>,
    pub(crate) holders: u32,
}

impl Found {
    pub(crate) fn look_up(index: &BotIndex, term: &str) -> Self {
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
        Self { text: term.to_owned(), terms, holders }
    }
}

/// For each term that the index does not hold, those that it may stand for, with their similarity.
fn similar_terms<'a>(
    index: &BotIndex,
    unknown: impl Iterator<Item = &'a str>,
) -> HashMap<String, Vec<(Found, f32)>> {
    let mut misspelt: Vec<(&str, Misspelling)> =
        unknown.filter_map(|term| Some((term, Misspelling::new(term)?))).take(MISSPELLINGS).collect();
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
