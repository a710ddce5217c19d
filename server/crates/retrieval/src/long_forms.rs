//! A question that has a short form also finds what is written out, and the other way round, as far as the
//! bot's own passages explain it.
//!
//! A long form counts only where all of its words follow each other: by its single words every passage that
//! speaks of a service would be about the service level agreement.

use std::collections::BTreeMap;

use crate::analysis::{Definition, TermMaker, Unit, normalise, units};
use crate::bm25::inverse_document_frequency;
use crate::clauses::{Clause, Found, Match, Origin};
use crate::index::{BotIndex, Part};
use crate::language::{Language, Profile};
use crate::segment::{NEGATION, TermHash, term_hash};

/// What the other form is worth beside the one that was asked for.
const OTHER_FORM: f32 = 0.6;
/// Most long forms of one short form: what stands for more is no help.
const FORMS: usize = 2;
/// Most passages that are read through for a long form.
const PASSAGES: u32 = 2_000;

/// Short forms, each with its long ones, most frequent first. Of the living passages of a snapshot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    forms: BTreeMap<String, Vec<Definition>>,
}

impl Vocabulary {
    /// What these parts explain.
    pub(crate) fn of(parts: &[Part]) -> Self {
        let mut times: BTreeMap<&Definition, u32> = BTreeMap::new();
        for part in parts {
            let living = part.segment.definitions.iter().filter(|(row, _)| part.is_alive(*row as usize));
            living.for_each(|(_, definition)| *times.entry(definition).or_default() += 1);
        }
        let mut forms: BTreeMap<String, Vec<(u32, Definition)>> = BTreeMap::new();
        for (definition, times) in times {
            forms.entry(definition.short.clone()).or_default().push((times, definition.clone()));
        }
        let ranked = forms.into_iter().map(|(short, mut found)| {
            found.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
            found.dedup_by(|(_, a), (_, b)| a.long == b.long);
            (short, found.into_iter().take(FORMS).map(|(_, definition)| definition).collect())
        });
        Self { forms: ranked.collect() }
    }

    fn all(&self) -> impl Iterator<Item = &Definition> {
        self.forms.values().flatten()
    }
}

/// Words that follow each other, and the passages that have them.
pub(crate) struct Phrase {
    /// As it is shown.
    pub(crate) text: String,
    /// What a saturated mention gives.
    pub(crate) worth: f32,
    /// How many living passages hold it.
    pub(crate) holders: u32,
    /// By part: rows and how often each has it.
    pub(crate) rows: Vec<Vec<(u32, u8)>>,
}

/// Adds to the clauses of a question what its short and long forms also stand for.
pub(crate) fn add_other_forms(index: &BotIndex, question: &str, clauses: &mut Vec<Clause>) {
    let vocabulary = &index.statistics.vocabulary;
    if vocabulary.forms.is_empty() {
        return;
    }
    for clause in clauses.iter_mut() {
        let Some(forms) = vocabulary.forms.get(&clause.word) else { continue };
        let is_meant = |definition: &&Definition| {
            !is_common_word(&definition.short, index) || has_word(question, &definition.written)
        };
        clause.long_forms =
            forms.iter().filter(is_meant).filter_map(|form| phrase(index, &form.long, clause.most)).collect();
    }
    let written_out = written_out(index, question);
    for definition in written_out {
        if clauses.iter().any(|clause| clause.word == definition.short) {
            continue;
        }
        clauses.extend(short_form(index, definition));
    }
}

/// Words like "it" and "can" are short forms only where they are written as such.
fn is_common_word(short: &str, index: &BotIndex) -> bool {
    let english = Language::parse("en").unwrap_or(Language::UNKNOWN).profile();
    let mut profiles = index.statistics.profiles.iter().copied().chain([english]);
    profiles.any(|profile| TermMaker::new(profile).is_function_word(short))
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|known| known == word)
}

/// The definitions whose long form the question has.
fn written_out<'a>(index: &'a BotIndex, question: &str) -> Vec<&'a Definition> {
    let normal = normalise(question);
    let mut found: Vec<&Definition> = Vec::new();
    for profile in &index.statistics.profiles {
        let maker = TermMaker::new(*profile);
        let asked = terms(&normal, &maker);
        for definition in index.statistics.vocabulary.all() {
            let wanted = terms(&definition.long, &maker);
            let is_there = wanted.len() > 1 && asked.windows(wanted.len()).any(|words| words == wanted);
            if is_there && !found.iter().any(|known| known.short == definition.short) {
                found.push(definition);
            }
        }
    }
    found
}

/// The terms of a text in their order, without those that only hold it together.
fn terms(text: &str, maker: &TermMaker) -> Vec<String> {
    let words = units(text).into_iter().flat_map(|unit| match unit {
        Unit::Word(word) => vec![word],
        Unit::Compound(compound) => compound.parts,
        Unit::Joined(_) | Unit::Address(_) => Vec::new(),
    });
    words.filter(|word| !maker.is_function_word(word)).map(|word| maker.term(word)).collect()
}

/// A clause that adds to passages with the short form, and is not missed in others.
fn short_form(index: &BotIndex, definition: &Definition) -> Option<Clause> {
    let mut profiles = 0;
    let mut matches: Vec<Match> = Vec::new();
    for profile in &index.statistics.profiles {
        profiles |= profile.bit();
        let found = Found::look_up(index, &TermMaker::new(*profile).term(&definition.short));
        if found.holders > 0 && !matches.iter().any(|known| known.text == found.text) {
            let worth = inverse_document_frequency(index.statistics.passages, found.holders);
            matches.push(Match::new(found, worth * OTHER_FORM));
        }
    }
    (!matches.is_empty()).then(|| Clause {
        word: definition.long.clone(),
        profiles,
        light: 0,
        most: 0.0,
        origin: Origin::OtherForm,
        matches,
        long_forms: Vec::new(),
    })
}

/// The passages that have the words of a long form one after the other. `most` is what the short form could
/// give.
fn phrase(index: &BotIndex, long: &str, most: f32) -> Option<Phrase> {
    let mut rows: Vec<Vec<(u32, u8)>> = index.parts.iter().map(|_| Vec::new()).collect();
    for profile in &index.statistics.profiles {
        let terms = terms(long, &TermMaker::new(*profile));
        let found: Vec<Found> = terms.iter().map(|term| Found::look_up(index, term)).collect();
        let rarest = found.iter().min_by_key(|found| found.holders)?;
        if found.len() < 2 || rarest.holders > PASSAGES {
            continue;
        }
        let hashes: Vec<TermHash> = terms.iter().map(|term| term_hash(term)).collect();
        for (number, (part, rows)) in index.parts.iter().zip(&mut rows).enumerate() {
            rows.extend(rows_with(part, number, *profile, rarest, &found, &hashes));
        }
    }
    rows.iter_mut().for_each(|rows| rows.sort_unstable());
    let holders = u32::try_from(rows.iter().map(Vec::len).sum::<usize>()).unwrap_or(u32::MAX);
    let worth = inverse_document_frequency(index.statistics.passages, holders).min(most) * OTHER_FORM;
    (holders > 0).then(|| Phrase { text: long.to_owned(), worth, holders, rows })
}

fn rows_with<'a>(
    part: &'a Part,
    number: usize,
    profile: Profile,
    rarest: &Found,
    all: &'a [Found],
    hashes: &'a [TermHash],
) -> impl Iterator<Item = (u32, u8)> + 'a {
    let term = move |found: &Found| found.terms.get(number).copied().flatten();
    let postings = &part.segment.postings;
    let candidates = term(rarest).into_iter().flat_map(move |term| postings.of(term).map(|(row, _)| row));
    candidates.filter_map(move |row| {
        let place = row as usize;
        let is_in_language = part.segment.rows.get(place)?.profile == profile;
        let has_all =
            || all.iter().all(|found| term(found).is_some_and(|t| postings.mentions(t, row).is_some()));
        if !is_in_language || !part.is_alive(place) || !has_all() {
            return None;
        }
        let words: Vec<TermHash> =
            part.segment.tokens.of(place).iter().copied().filter(|word| *word != NEGATION).collect();
        let times = words.windows(hashes.len()).filter(|window| *window == hashes).count();
        (times > 0).then(|| (row, u8::try_from(times).unwrap_or(u8::MAX)))
    })
}
