//! How well each unit answers the question, by words.

use std::collections::{HashMap, HashSet};

use super::sentence::{begins_low, ends_sentence};
use super::unit::{Kind, Unit, units};
use super::words::{content_words, is_code, is_part_number, same_word, words};
use crate::chat::Passage;

/// What a question's word is worth when only the heading over the unit has it, or only the sentence
/// before: a section's sentences rarely repeat what it is about.
const IN_HEADING: f32 = 0.6;
const IN_NEIGHBOUR: f32 = 0.3;

/// Parts of the score by words; they add up to 1.
const COVERAGE_SHARE: f32 = 0.6;
const PASSAGE_SHARE: f32 = 0.3;
const OPENING_SHARE: f32 = 0.1;

/// What is left of the score of a unit that several passages repeat: a standing remark, not an answer.
const REPEATED: f32 = 0.45;

/// A unit with what is known about it.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Index into the request's passages.
    pub(super) passage: usize,
    pub(super) unit: Unit,
    /// Its words, each once.
    pub(super) words: HashSet<String>,
    /// The share of the question that it covers itself, weighted by how telling each word is, 0 to 1.
    pub(super) own: f32,
    /// The same with the words of its heading and of its neighbour.
    pub(super) coverage: f32,
    /// It holds a code that the question asks for.
    pub(super) has_code: bool,
    /// The question asks for a code that no passage holds.
    pub(super) misses_code: bool,
    /// How well it reads, and whether it is a standing remark, 0 to 1.
    pub(super) quality: f32,
    /// Cosine with the question, for those that were compared.
    pub(super) cosine: Option<f32>,
    /// All of it in one number, 0 to about 1.
    pub(super) score: f32,
}

/// Bytes of a passage, and units of all, that are looked at: honest passages are far smaller.
const MAX_PASSAGE_BYTES: usize = 16 << 10;
const MAX_UNITS: usize = 500;

/// The units of all passages, in order, scored.
pub(super) fn candidates(question: &str, passages: &[Passage]) -> Vec<Candidate> {
    let asked = content_words(question);
    let mut found: Vec<Candidate> = Vec::new();
    let mut headings: Vec<HashSet<String>> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let text =
            passage.text.get(..passage.text.floor_char_boundary(MAX_PASSAGE_BYTES)).unwrap_or_default();
        for unit in units(text) {
            if found.len() == MAX_UNITS {
                break;
            }
            headings.push(words(&passage.title).into_iter().chain(words(&unit.heading)).collect());
            let words = words(&unit.text).into_iter().collect();
            found.push(Candidate {
                passage: index,
                unit,
                words,
                own: 0.0,
                coverage: 0.0,
                has_code: false,
                misses_code: false,
                quality: 1.0,
                cosine: None,
                score: 0.0,
            });
        }
    }
    let table = Occurrence::new(&asked, &found, &headings);
    let best_passage = passages.iter().map(|passage| passage.score).fold(f32::MIN_POSITIVE, f32::max);
    let repeats = repeats(&found);
    let openings = openings(&found);
    let qualities: Vec<f32> = (0..found.len()).map(|index| quality(&found, index)).collect();
    let held = |word: &String| found.iter().any(|candidate| candidate.words.contains(word));
    let misses_code = asked.iter().any(|word| is_part_number(word) && !held(word));
    for (index, candidate) in found.iter_mut().enumerate() {
        candidate.misses_code = misses_code;
        let neighbour = index.checked_sub(1);
        candidate.own = table.coverage(|word| f32::from(u8::from(table.in_unit(index, word))));
        candidate.coverage = table.coverage(|word| {
            if table.in_unit(index, word) {
                1.0
            } else if table.in_heading(index, word) {
                IN_HEADING
            } else if neighbour.is_some_and(|before| table.in_same_block(before, index, word)) {
                IN_NEIGHBOUR
            } else {
                0.0
            }
        });
        candidate.has_code = asked.iter().any(|word| is_code(word) && candidate.words.contains(word));
        let passage = passages.get(candidate.passage).map_or(0.0, |passage| passage.score / best_passage);
        let opening = openings.get(index).copied().unwrap_or(0.0);
        let mut score = COVERAGE_SHARE * candidate.coverage
            + PASSAGE_SHARE * passage.max(0.0).powi(2)
            + OPENING_SHARE * opening;
        if candidate.has_code {
            score += 0.3;
        }
        candidate.quality = qualities.get(index).copied().unwrap_or(1.0);
        if repeats.get(index).is_some_and(|repeated| *repeated) {
            candidate.quality *= REPEATED;
        }
        candidate.score = score * candidate.quality;
    }
    found
}

/// Where the question's words occur.
struct Occurrence {
    weights: Vec<f32>,
    units: Vec<Vec<bool>>,
    headings: Vec<Vec<bool>>,
    blocks: Vec<(usize, usize)>,
}

impl Occurrence {
    fn new(asked: &[String], candidates: &[Candidate], headings: &[HashSet<String>]) -> Self {
        // Each form of a word is compared once, however often it occurs.
        let mut forms: HashMap<&str, Vec<bool>> = HashMap::new();
        let every = candidates.iter().map(|candidate| &candidate.words).chain(headings).flatten();
        for form in every {
            forms
                .entry(form.as_str())
                .or_insert_with(|| asked.iter().map(|word| same_word(word, form)).collect());
        }
        let hits = |set: &HashSet<String>| -> Vec<bool> {
            let mut hit = vec![false; asked.len()];
            for form in set.iter().filter_map(|form| forms.get(form.as_str())) {
                hit.iter_mut().zip(form).for_each(|(hit, same)| *hit |= same);
            }
            hit
        };
        let units: Vec<Vec<bool>> = candidates.iter().map(|candidate| hits(&candidate.words)).collect();
        let headings: Vec<Vec<bool>> = headings.iter().map(hits).collect();
        let count = units.len() as f32;
        let weights = (0..asked.len())
            .map(|word| {
                let with = units.iter().filter(|hit| hit.get(word) == Some(&true)).count() as f32;
                (1.0 + (count - with + 0.5) / (with + 0.5)).ln()
            })
            .collect();
        let blocks = candidates.iter().map(|candidate| (candidate.passage, candidate.unit.block)).collect();
        Self { weights, units, headings, blocks }
    }

    fn coverage(&self, share: impl Fn(usize) -> f32) -> f32 {
        let total: f32 = self.weights.iter().sum();
        let covered: f32 = self.weights.iter().enumerate().map(|(word, weight)| weight * share(word)).sum();
        if total > 0.0 { covered / total } else { 0.0 }
    }

    fn in_unit(&self, unit: usize, word: usize) -> bool {
        self.units.get(unit).and_then(|hit| hit.get(word)) == Some(&true)
    }

    fn in_heading(&self, unit: usize, word: usize) -> bool {
        self.headings.get(unit).and_then(|hit| hit.get(word)) == Some(&true)
    }

    fn in_same_block(&self, neighbour: usize, unit: usize, word: usize) -> bool {
        self.blocks.get(neighbour) == self.blocks.get(unit) && self.in_unit(neighbour, word)
    }
}

/// Less than 1 for what reads badly: fragments, endless sentences, promises that nothing follows.
fn quality(candidates: &[Candidate], index: usize) -> f32 {
    let Some(candidate) = candidates.get(index) else { return 0.0 };
    let text = candidate.unit.text.as_str();
    let count = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let mut quality = match (candidate.unit.kind, count) {
        (Kind::Sentence, 0..=2) => 0.4,
        (Kind::Sentence, 3..=4) => 0.8,
        (_, 61..) => 0.7,
        _ => 1.0,
    };
    let followed = candidates.get(index + 1).is_some_and(|next| next.passage == candidate.passage);
    if text.ends_with(':') && !followed {
        quality *= 0.6;
    }
    if candidate.unit.kind == Kind::Sentence {
        if begins_low(text) {
            quality *= 0.6;
        }
        if !ends_sentence(text) {
            quality *= if count > 25 { 0.6 } else { 0.8 };
        }
    }
    quality
}

/// 1 for the first unit under a heading, less for the next two.
fn openings(candidates: &[Candidate]) -> Vec<f32> {
    let mut since = 0;
    let mut last: Option<(usize, &str)> = None;
    let mut openings = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let place = (candidate.passage, candidate.unit.heading.as_str());
        since = if last == Some(place) { since + 1 } else { 0 };
        last = Some(place);
        openings.push(match since {
            0 => 1.0,
            1 => 0.6,
            2 => 0.3,
            _ => 0.0,
        });
    }
    openings
}

/// Which units stand, nearly word for word, in several passages.
fn repeats(candidates: &[Candidate]) -> Vec<bool> {
    let twin = |one: &Candidate| {
        candidates.iter().any(|other| other.passage != one.passage && near_duplicate(one, other))
    };
    // A document may simply be there twice: a passage all of whose units repeat is not standing remarks.
    let twins: Vec<bool> = candidates.iter().map(twin).collect();
    let mut alone: HashSet<usize> = HashSet::new();
    for (candidate, twin) in candidates.iter().zip(&twins) {
        if !twin {
            alone.insert(candidate.passage);
        }
    }
    candidates.iter().zip(twins).map(|(candidate, twin)| twin && alone.contains(&candidate.passage)).collect()
}

/// Whether two units say the same in nearly the same words.
pub(super) fn near_duplicate(one: &Candidate, other: &Candidate) -> bool {
    let (few, many) = match one.words.len() < other.words.len() {
        true => (&one.words, &other.words),
        false => (&other.words, &one.words),
    };
    if few.is_empty() || few.len() * 3 < many.len() * 2 {
        return false;
    }
    let shared = few.iter().filter(|word| many.contains(*word)).count();
    shared * 5 >= many.len() * 4
}
