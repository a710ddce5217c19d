//! Why a passage stands where it stands: what each word of the question gave it.

use std::collections::HashSet;
use std::ops::Range;

use crate::Scored;
use crate::analysis::{TermMaker, is_unspaced, normalise};
use crate::clauses::{Clauses, Origin, clauses};
use crate::index::BotIndex;
use crate::keyword::{gain_of_row, long_form_of_row, pair_gain_of_row, scale};

/// What a word, or two that stand together, gave a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// As it stands in the question.
    pub word: String,
    /// The term of the index that it was found by.
    pub term: String,
    /// How it was found.
    pub by: By,
    /// How many passages of the bot hold it.
    pub holders: u32,
    /// Its inverse document frequency.
    pub idf: f32,
    /// What it added to the passage's keyword score; 0 when the passage does not hold it.
    pub share: f32,
    /// What of that would be missing without the document's title and the headings above the passage.
    pub above: f32,
}

/// How a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// As it was asked.
    Word,
    /// It only holds the sentence together, and counts little.
    FunctionWord,
    /// By similar spelling.
    Spelling,
    /// As a piece of a compound, or as two words in one.
    Compound,
    /// As its short or its long form, which the bot's passages explain.
    OtherForm,
    /// Two words that stand together.
    Together,
    /// No passage of the bot has it or anything like it.
    Nothing,
}

/// A question, resolved against a snapshot: made once, for all of its hits.
#[derive(Default)]
pub struct Resolved {
    pub(crate) clauses: Clauses,
}

impl std::fmt::Debug for Resolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolved").field("terms", &self.clauses.terms.len()).finish_non_exhaustive()
    }
}

impl BotIndex {
    /// The terms of a question as this snapshot knows them. That takes as long as all else: typos are looked
    /// up among all terms.
    pub fn resolve(&self, question: &str) -> Resolved {
        Resolved { clauses: clauses(self, question) }
    }

    /// What each word of a question gave to a passage that [`Self::search`] of this snapshot found, in the
    /// order of the question. The shares add up to the passage's keyword score, unless that was cut at 1.
    pub fn explain(&self, resolved: &Resolved, found: &Scored) -> Vec<Contribution> {
        let part_number = found.place.part as usize;
        let Some(part) = self.parts.get(part_number) else { return Vec::new() };
        let Some(row) = part.segment.rows.get(found.place.row as usize) else { return Vec::new() };
        let clauses = &resolved.clauses;
        let scale = scale(&clauses.terms).get(row.profile.index()).copied().unwrap_or(0.0);
        let norm = self.statistics.length_norm.of(row.length);
        let in_this_language = clauses.terms.iter().filter(|c| c.profiles & row.profile.bit() != 0);
        let mut contributions: Vec<Contribution> = in_this_language
            .map(|clause| {
                let first = clause.matches.first();
                let by = match clause.origin {
                    _ if first.is_none() => By::Nothing,
                    Origin::Spelling => By::Spelling,
                    Origin::Compound => By::Compound,
                    Origin::OtherForm => By::OtherForm,
                    Origin::Asked if clause.light & row.profile.bit() != 0 => By::FunctionWord,
                    Origin::Asked => By::Word,
                };
                let gain = gain_of_row(part, part_number, clause, found.place.row, norm);
                let long = long_form_of_row(part, part_number, clause, found.place.row, norm);
                if let Some((form, by_form)) = long.filter(|(_, by_form)| *by_form > gain.whole) {
                    return Contribution {
                        word: clause.word.clone(),
                        term: form.text.clone(),
                        by: By::OtherForm,
                        holders: form.holders,
                        idf: form.worth,
                        share: scale * by_form,
                        above: 0.0,
                    };
                }
                Contribution {
                    word: clause.word.clone(),
                    term: first.map(|first| first.text.clone()).unwrap_or_default(),
                    by,
                    holders: first.map_or(0, |first| first.holders),
                    idf: clause.most,
                    share: scale * gain.whole,
                    above: scale * gain.above,
                }
            })
            .collect();
        contributions.extend(clauses.pairs.iter().filter_map(|pair| {
            let share = scale * pair_gain_of_row(part, part_number, clauses, pair, found.place.row, norm);
            let (one, other) = (clauses.terms.get(pair.one)?, clauses.terms.get(pair.other)?);
            let (first, second) = (one.matches.first()?, other.matches.first()?);
            (share > 0.0).then(|| Contribution {
                word: format!("{} {}", one.word, other.word),
                term: format!("{} {}", first.text, second.text),
                by: By::Together,
                holders: first.holders.min(second.holders),
                idf: pair.worth,
                share,
                above: 0.0,
            })
        }));
        contributions
    }

    /// Where `text` has the words by which the passage was found, as positions of characters, in order. Words
    /// that only hold the sentence together are not marked.
    pub fn marks(&self, resolved: &Resolved, found: &Scored, text: &str) -> Vec<Range<usize>> {
        let part = self.parts.get(found.place.part as usize);
        let Some(row) = part.and_then(|part| part.segment.rows.get(found.place.row as usize)) else {
            return Vec::new();
        };
        let telling = resolved.clauses.terms.iter().filter(|c| c.weight(row.profile) >= 1.0);
        let terms: HashSet<&str> =
            telling.flat_map(|clause| &clause.matches).map(|known| known.text.as_str()).collect();
        let maker = TermMaker::new(row.profile);
        let is_known = |word: &str| terms.contains(maker.term(&normalise(word)).as_str());
        let letters: Vec<char> = text.chars().collect();
        let mut marks: Vec<Range<usize>> = Vec::new();
        for run in runs(&letters) {
            let word: String = letters.get(run.clone()).unwrap_or_default().iter().collect();
            if !word.starts_with(is_unspaced) {
                marks.extend(is_known(&word).then_some(run));
                continue;
            }
            for start in run.clone() {
                let pair = start..(start + 2).min(run.end);
                let word: String = letters.get(pair.clone()).unwrap_or_default().iter().collect();
                if is_known(&word) {
                    match marks.last_mut().filter(|last| last.end > start) {
                        Some(last) => last.end = pair.end,
                        None => marks.push(pair),
                    }
                }
            }
        }
        let with_signs = terms.iter().filter(|term| term.contains(|c: char| !c.is_alphanumeric()));
        marks.extend(with_signs.flat_map(|term| exact_places(&letters, term)));
        joined(marks)
    }
}

/// Where a text has a code or a name with a sign as it stands, and not as a piece of a longer one.
fn exact_places(letters: &[char], term: &str) -> Vec<Range<usize>> {
    let term: Vec<char> = term.chars().collect();
    let lower = |c: &char| c.to_lowercase().next();
    let is_same = |window: &[char]| window.iter().map(lower).eq(term.iter().map(|c| Some(*c)));
    let is_letter = |place: usize| letters.get(place).is_some_and(|c| c.is_alphanumeric());
    let places = letters.windows(term.len().max(1)).enumerate().filter(|(_, window)| is_same(window));
    let places = places.map(|(start, window)| start..start + window.len());
    let begins = term.first().is_some_and(|c| c.is_alphanumeric());
    let ends = term.last().is_some_and(|c| c.is_alphanumeric());
    places
        .filter(|place| !(begins && place.start.checked_sub(1).is_some_and(is_letter)))
        .filter(|place| !(ends && is_letter(place.end)))
        .collect()
}

/// In order, those that overlap as one.
fn joined(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match joined.last_mut().filter(|last| mark.start < last.end) {
            Some(last) => last.end = last.end.max(mark.end),
            None => joined.push(mark),
        }
    }
    joined
}

/// Runs of letters and digits of one kind of script.
fn runs(letters: &[char]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            continue;
        }
        let same = |last: &Range<usize>| {
            last.end == place
                && letters.get(last.start).is_some_and(|first| is_unspaced(*first) == is_unspaced(*letter))
        };
        match runs.last_mut().filter(|last| same(last)) {
            Some(last) => last.end = place + 1,
            None => runs.push(place..place + 1),
        }
    }
    runs
}
