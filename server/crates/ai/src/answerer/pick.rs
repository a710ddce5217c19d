//! Which units make the answer.

use super::score::{Candidate, near_duplicate};
use super::unit::Kind;

/// Most units of an answer, not counting the rest of a list that one of them begins.
const MAX_UNITS: usize = 4;

/// Most words; a unit that would go over it is left out.
const MAX_WORDS: usize = 110;

/// Most passages that an answer draws from.
const MAX_PASSAGES: usize = 2;

/// A further unit must reach this share of the best one's score; from another passage, more.
const SAME_PASSAGE: f32 = 0.74;
const OTHER_PASSAGE: f32 = 0.9;

/// A section this short is an answer as a whole: of it, all that is not far worse than the best is taken.
const SHORT_SECTION_WORDS: usize = 75;
const SAME_SECTION: f32 = 0.45;

/// Another row or item of the same list says the same of something else, mostly.
const SAME_LIST: f32 = 0.9;

/// What standing next to a chosen unit in one paragraph is worth.
const NEXT_TO: f32 = 0.08;

/// Most items of a list that is taken whole.
const MAX_ITEMS: usize = 12;

/// Words that point back at the sentence before, which is then needed, too.
const POINTS_BACK: &[&str] = &[
    "it",
    "this",
    "these",
    "they",
    "them",
    "that",
    "those",
    "he",
    "she",
    "then",
    "otherwise",
    "however",
    "instead",
    "therefore",
    "afterwards",
    "such",
    "also",
    "dies",
    "diese",
    "dieser",
    "dieses",
    "dann",
    "danach",
    "sonst",
    "sie",
    "er",
    "es",
    "esto",
    "esta",
    "este",
    "estos",
    "luego",
    "después",
    "ello",
    "cela",
    "ceci",
    "ensuite",
    "ils",
    "elle",
    "elles",
    "questo",
    "questa",
    "poi",
    "isso",
    "isto",
    "então",
    "dit",
    "deze",
    "daarna",
];

/// The indices of the chosen units, in the order of `candidates`, the best passage's first; `None` when
/// the evidence is too weak for an answer.
pub(super) fn pick(candidates: &[Candidate]) -> Option<Vec<usize>> {
    let best = (0..candidates.len())
        .max_by(|one, other| score(candidates, *one).total_cmp(&score(candidates, *other)))?;
    let best_candidate = candidates.get(best)?;
    if is_weak(best_candidate) {
        return None;
    }
    let mut chosen = Chosen { candidates, units: Vec::new(), picked: 0 };
    chosen.add(best);
    while chosen.picked < MAX_UNITS {
        let Some(next) = chosen.next(best_candidate) else { break };
        chosen.add(next);
    }
    Some(chosen.in_order(best_candidate.passage))
}

/// Neither the words nor the meaning speak for it.
fn is_weak(best: &Candidate) -> bool {
    if best.has_code && best.own > 0.2 {
        return false;
    }
    let cosine = best.cosine.unwrap_or(0.0);
    // What is said about E-17 must not answer what E-18 means.
    if best.misses_code {
        return best.coverage < 0.6 && cosine < 0.6;
    }
    match best.cosine {
        Some(_) if cosine < 0.25 => true,
        Some(_) if cosine < 0.33 => best.coverage < 0.5,
        Some(_) if cosine < 0.38 => best.coverage < 0.34,
        Some(_) => false,
        None => best.coverage < 0.28,
    }
}

fn score(candidates: &[Candidate], index: usize) -> f32 {
    candidates.get(index).map_or(0.0, |candidate| candidate.score)
}

struct Chosen<'a> {
    candidates: &'a [Candidate],
    units: Vec<usize>,
    picked: usize,
}

impl Chosen<'_> {
    /// Takes a unit with what it needs: the sentence it points back to, the list it belongs to.
    fn add(&mut self, index: usize) {
        self.picked += 1;
        let Some(candidate) = self.candidates.get(index) else { return };
        match candidate.unit.kind {
            Kind::Item { ordered: true, list } => self.add_list(index, candidate.passage, list),
            Kind::Item { ordered: false, list } => {
                let mates = |other: &usize| {
                    self.candidates.get(*other).is_some_and(|mate| {
                        mate.passage == candidate.passage
                            && mate.unit.kind == Kind::Item { list, ordered: false }
                    })
                };
                let first = (0..=index).find(mates);
                self.add_lead(first);
                self.push(index);
            }
            Kind::Sentence if points_back(&candidate.unit.text) => {
                if let Some(before) = self.sibling_before(index) {
                    self.push(before);
                }
                self.push(index);
            }
            _ => self.push(index),
        }
        if introduces(&candidate.unit.text) {
            self.add_what_follows(index);
        }
    }

    fn push(&mut self, index: usize) {
        if !self.units.contains(&index) {
            self.units.push(index);
        }
    }

    /// The sentence before in the same paragraph.
    fn sibling_before(&self, index: usize) -> Option<usize> {
        let before = index.checked_sub(1)?;
        let (one, other) = (self.candidates.get(before)?, self.candidates.get(index)?);
        let same = one.passage == other.passage && one.unit.block == other.unit.block;
        (same && one.unit.kind == Kind::Sentence && !points_back(&one.unit.text)).then_some(before)
    }

    /// A numbered list makes sense as a whole, with the sentence that leads to it.
    fn add_list(&mut self, index: usize, passage: usize, list: usize) {
        let belongs = |candidate: &Candidate| {
            candidate.passage == passage
                && matches!(candidate.unit.kind, Kind::Item { list: other, .. } if other == list)
        };
        let members: Vec<usize> =
            (0..self.candidates.len()).filter(|i| self.candidates.get(*i).is_some_and(belongs)).collect();
        if members.len() > MAX_ITEMS {
            return self.push(index);
        }
        self.add_lead(members.first().copied());
        members.into_iter().for_each(|member| self.push(member));
    }

    /// The sentence with a colon before the first item of a list.
    fn add_lead(&mut self, first: Option<usize>) {
        if let Some(first) = first
            && let Some(lead) = first.checked_sub(1)
            && let (Some(item), Some(sentence)) = (self.candidates.get(first), self.candidates.get(lead))
            && item.passage == sentence.passage
            && introduces(&sentence.unit.text)
        {
            self.push(lead);
        }
    }

    /// “…:” promises something: the list, rows or code after it, or the next sentence.
    fn add_what_follows(&mut self, index: usize) {
        let Some(lead) = self.candidates.get(index) else { return };
        let Some(first) = self.candidates.get(index + 1).filter(|next| next.passage == lead.passage) else {
            return;
        };
        if first.unit.kind == Kind::Sentence {
            return self.push(index + 1);
        }
        let alike = |candidate: &&Candidate| {
            candidate.passage == lead.passage
                && std::mem::discriminant(&candidate.unit.kind) == std::mem::discriminant(&first.unit.kind)
        };
        let count = self.candidates.iter().skip(index + 1).take_while(alike).count().min(MAX_ITEMS);
        (index + 1..=index + count).for_each(|member| self.push(member));
    }

    /// The unit that adds most; `None` when nothing is good enough.
    fn next(&self, best: &Candidate) -> Option<usize> {
        let passages: Vec<usize> = self.members().map(|member| member.passage).collect();
        let words: usize = self.members().map(|member| member.unit.text.split_whitespace().count()).sum();
        let full = {
            let mut distinct = passages.clone();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.len() >= MAX_PASSAGES
        };
        let section = self.candidates.iter().filter(|candidate| in_section(best, candidate));
        let section_words: usize = section.map(|member| member.unit.text.split_whitespace().count()).sum();
        let short_section = section_words <= SHORT_SECTION_WORDS;
        let value = |index: usize| -> Option<f32> {
            let candidate = self.candidates.get(index)?;
            let known = passages.contains(&candidate.passage);
            let fits = words + candidate.unit.text.split_whitespace().count() <= MAX_WORDS;
            let says_new = !self.members().any(|member| near_duplicate(member, candidate));
            if self.units.contains(&index) || !fits || !says_new || (full && !known) || is_weak(candidate) {
                return None;
            }
            let list_mate = self.is_list_mate(candidate);
            let bonus = if !list_mate && self.is_next_to_chosen(index) { NEXT_TO } else { 0.0 };
            let share = match known {
                _ if list_mate => SAME_LIST,
                true if short_section && in_section(best, candidate) => SAME_SECTION,
                true => SAME_PASSAGE,
                false => OTHER_PASSAGE,
            };
            let needed = best.score * share;
            let value = candidate.score + bonus;
            (value >= needed).then_some(value)
        };
        (0..self.candidates.len())
            .filter_map(|index| Some((index, value(index)?)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(index, _)| index)
    }

    fn members(&self) -> impl Iterator<Item = &Candidate> {
        self.units.iter().filter_map(|index| self.candidates.get(*index))
    }

    /// Whether a row of the same table or an item of the same list is chosen already.
    fn is_list_mate(&self, candidate: &Candidate) -> bool {
        candidate.unit.kind != Kind::Sentence
            && self.members().any(|member| {
                member.passage == candidate.passage
                    && member.unit.kind == candidate.unit.kind
                    && member.unit.block == candidate.unit.block
            })
    }

    fn is_next_to_chosen(&self, index: usize) -> bool {
        let Some(candidate) = self.candidates.get(index) else { return false };
        let beside = |other: Option<usize>| {
            other.is_some_and(|other| {
                self.units.contains(&other)
                    && self.candidates.get(other).is_some_and(|neighbour| {
                        neighbour.passage == candidate.passage && neighbour.unit.block == candidate.unit.block
                    })
            })
        };
        beside(index.checked_sub(1)) || beside(index.checked_add(1))
    }

    /// As in the passages, the best one first.
    fn in_order(mut self, best_passage: usize) -> Vec<usize> {
        let passage = |index: &usize| self.candidates.get(*index).map_or(0, |candidate| candidate.passage);
        self.units.sort_by_key(|index| (passage(index) != best_passage, *index));
        self.units
    }
}

/// Whether two units stand under one heading of one passage.
fn in_section(one: &Candidate, other: &Candidate) -> bool {
    one.passage == other.passage && one.unit.heading == other.unit.heading
}

fn points_back(sentence: &str) -> bool {
    let first = super::words::words(sentence.split_whitespace().next().unwrap_or_default());
    first.first().is_some_and(|word| POINTS_BACK.contains(&word.as_str()))
}

pub(super) fn introduces(sentence: &str) -> bool {
    sentence.trim_end().ends_with([':', '：'])
}
