//! Part of the sixth step: whether the sources say what the answer says.
//!
//! Each statement is held against the sources that it names, by words alone, which takes well under a
//! millisecond. Numbers, codes and quotations have to be there as they stand; a name that is nowhere, or a "not"
//! that the sources do not have, is a fault; of the other words a part is enough, because a good answer is told in
//! words of its own. Between languages only numbers and codes can be compared, and only they are.

mod facts;
mod names;
mod source;
mod statement;

use std::collections::HashSet;

use chatsphere_retrieval::{Language, Reader};

use self::facts::{Facts, comparable, quotations};
use self::names::names;
use self::source::{Clause, Source, clauses, language};
use self::statement::{Statement, statements};
use super::retrieve::Evidence;

/// How well an answer is grounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grounding {
    /// The share of what is said that the sources say, too: 0 to 1. Longer statements count for more.
    pub(super) share: f32,
    /// Statements with a number, a code, a quotation or a "not" that the sources do not have.
    pub(super) faults: u32,
}

/// The share of a statement's words from which it is grounded, and up to which it is not. Set by hand, so that a
/// retelling in other words passes and another subject does not; no judged set of retold answers was at hand.
const GROUNDED: f32 = 0.55;
const NOT_GROUNDED: f32 = 0.2;

/// What a statement is worth that names no source, even if one of those at hand says it.
const WITHOUT_SOURCE: f32 = 0.5;

/// What is left of a statement with a name that no source has.
const UNKNOWN_NAME: f32 = 0.3;

/// What is left of a statement whose number stands in the question only: whoever asks may be wrong.
const NUMBER_OF_THE_QUESTION: f32 = 0.5;

/// The share of words from which a statement and a clause speak of the same, and by how much a clause that says
/// no has to be closer than any that does not, or the other way round.
const SAME_MATTER: f32 = 0.75;
const CLEARLY_CLOSER: f32 = 0.15;

/// Fewer words than this have no meaning of their own that a "not" could change.
const FEWEST_TERMS: usize = 2;

/// A statement counts for at least and at most so many words.
const WORDS_COUNTED: std::ops::RangeInclusive<usize> = 1..=20;

/// Holds an answer against its sources.
pub(super) fn ground(answer: &str, evidence: &Evidence) -> Grounding {
    let statements = statements(answer);
    let mut judge = Judge::new(answer, evidence);
    let (mut weights, mut supported, mut faults) = (0.0, 0.0, 0);
    for statement in &statements {
        let verdict = judge.verdict(statement);
        let weight = verdict.words.clamp(*WORDS_COUNTED.start(), *WORDS_COUNTED.end()) as f32;
        weights += weight;
        supported += weight * verdict.support;
        faults += u32::from(verdict.is_fault);
    }
    // Nothing but a picture or a greeting states nothing that could be wrong.
    Grounding { share: if weights > 0.0 { supported / weights } else { 1.0 }, faults }
}

/// What became of one statement.
#[derive(Debug)]
struct Verdict {
    words: usize,
    support: f32,
    is_fault: bool,
}

impl Verdict {
    fn fault(words: usize) -> Self {
        Self { words, support: 0.0, is_fault: true }
    }
}

/// Sources that some statements name together.
struct Group {
    cited: Vec<u32>,
    source: Source,
    language: Option<Language>,
    reader: Reader,
}

struct Judge<'a> {
    evidence: &'a Evidence,
    language: Option<Language>,
    question: Source,
    /// Those that were needed so far: most answers name one or two.
    groups: Vec<Group>,
}

impl<'a> Judge<'a> {
    fn new(answer: &str, evidence: &'a Evidence) -> Self {
        let mut question = Source::default();
        question.add_heading(&evidence.question, &Reader::new(Language::UNKNOWN));
        Self { evidence, language: language(answer), question, groups: Vec::new() }
    }

    fn verdict(&mut self, statement: &Statement) -> Verdict {
        let place = self.group(&statement.cited);
        let Some(group) = self.groups.get(place) else { return Verdict::fault(1) };
        let reading = group.reader.read(&statement.text);
        let words = reading.terms.len();
        let facts = Facts::of(&statement.text);
        let (known, asked) = (group.source.facts(), self.question.facts());
        let mut support = if statement.cited.is_empty() { WITHOUT_SOURCE } else { 1.0 };
        for number in facts.numbers.iter().filter(|number| !known.has_number(number)) {
            if !asked.has_number(number) {
                return Verdict::fault(words);
            }
            support = NUMBER_OF_THE_QUESTION.min(support);
        }
        if facts.codes.iter().any(|code| !known.has_code(code)) {
            return Verdict::fault(words);
        }
        let is_foreign = match (self.language, group.language) {
            (Some(one), Some(other)) => one != other,
            // Too short to tell: a sentence without any of a language's small words is not in it.
            (None, Some(_)) => words > FEWEST_TERMS && reading.function_words == 0,
            _ => false,
        };
        if is_foreign {
            return Verdict { words, support, is_fault: false };
        }
        let is_quoted = |quotation: &String| {
            group.source.has_quotation(quotation) || self.question.has_quotation(quotation)
        };
        if !quotations(&statement.text).iter().all(is_quoted) || turns_round(&statement.text, group) {
            return Verdict::fault(words);
        }
        // What stands there word for word needs no further proof.
        if !group.source.has_quotation(&comparable(&statement.text)) {
            support *= grounded(covered(&reading.terms, &group.source));
            if self.names_another(&statement.text, group) {
                support *= UNKNOWN_NAME;
            }
        }
        Verdict { words, support, is_fault: false }
    }

    /// The place of these sources, which are read when they are first named; all of them for none.
    fn group(&mut self, cited: &[u32]) -> usize {
        if let Some(place) = self.groups.iter().position(|group| group.cited == cited) {
            return place;
        }
        let hits = self.evidence.hits.iter().zip(1_u32..);
        let hits: Vec<_> = hits.filter(|(_, n)| cited.is_empty() || cited.contains(n)).collect();
        let language = hits.iter().find_map(|(hit, _)| language(&hit.text));
        let reader = Reader::new(language.or(self.language).unwrap_or(Language::UNKNOWN));
        let mut source = Source::default();
        for (hit, _) in hits {
            source.add_heading(&hit.document_title, &reader);
            hit.heading_path.iter().for_each(|heading| source.add_heading(heading, &reader));
            source.add(&hit.text, &reader);
            let around = self.evidence.context.get(&hit.chunk_id);
            let around = around.into_iter().flat_map(|around| [&around.before, &around.after]).flatten();
            around.for_each(|text| source.add(text, &reader));
        }
        self.groups.push(Group { cited: cited.to_vec(), source, language, reader });
        self.groups.len() - 1
    }

    /// Whether a statement has a name that neither its sources nor the question have.
    fn names_another(&self, statement: &str, group: &Group) -> bool {
        let all_nouns = [self.language, group.language].contains(&Language::parse("de"));
        names(statement, all_nouns).any(|name| {
            let terms = group.reader.read(name).terms;
            let unread = Reader::new(Language::UNKNOWN).read(name).terms;
            let is_known = |term: &String| group.source.has(term) > 0.0;
            let is_asked = |term: &String| self.question.has(term) > 0.0;
            !terms.iter().all(is_known) && !unread.iter().all(is_asked)
        })
    }
}

/// The share of a statement's words that a source has, rare words before others.
fn covered(terms: &[String], source: &Source) -> f32 {
    let distinct: HashSet<&String> = terms.iter().collect();
    let (mut all, mut found) = (0.0, 0.0);
    for term in distinct {
        let worth = worth(term, &source.clauses);
        all += worth;
        found += worth * source.has(term);
    }
    if all > 0.0 { found / all } else { 1.0 }
}

/// What a word is worth: the more the fewer clauses have it. One that none has counts like one that a single clause has.
fn worth(term: &str, clauses: &[Clause]) -> f32 {
    let holders = clauses.iter().filter(|clause| clause.terms.contains(term)).count();
    (1.0 + clauses.len() as f32 / holders.max(1) as f32).ln()
}

/// A share of words as a share of support.
fn grounded(share: f32) -> f32 {
    ((share - NOT_GROUNDED) / (GROUNDED - NOT_GROUNDED)).clamp(0.0, 1.0)
}

/// Whether a statement says no where its source says yes, or the other way round: the clause that is closest to
/// it has a "not" more or less, and no other is nearly as close.
fn turns_round(statement: &str, group: &Group) -> bool {
    let turned = |said: &Clause| {
        if said.terms.len() < FEWEST_TERMS {
            return false;
        }
        let closest = |is_negated: bool| {
            let clauses = group.source.clauses.iter().filter(|clause| clause.is_negated == is_negated);
            clauses.map(|clause| clause.share_of(&said.terms)).fold(0.0, f32::max)
        };
        let (same, other) = (closest(said.is_negated), closest(!said.is_negated));
        other >= SAME_MATTER && other > same + CLEARLY_CLOSER
    };
    clauses(statement).map(|clause| Clause::of(clause, &group.reader)).any(|clause| turned(&clause))
}

#[cfg(test)]
mod tests;
