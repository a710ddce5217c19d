//! BM25 of a question over one part of an index, with what terms that stand together add.

use crate::bm25;
use crate::clauses::{Clause, Clauses, PairClause};
use crate::index::{BotIndex, Part};
use crate::language::Profile;
use crate::long_forms::Phrase;
use crate::segment::{mentions_above, near};

/// BM25 of the rows of one part.
pub(crate) struct KeywordScores {
    sums: Vec<f32>,
    /// What of `sums` came by similar spelling; empty when nothing did.
    by_spelling: Vec<f32>,
    /// By profile, one over the most that the question could get.
    scale: Vec<f32>,
}

impl KeywordScores {
    pub(crate) fn of(index: &BotIndex, part: &Part, part_number: usize, clauses: &Clauses) -> Self {
        let rows = &part.segment.rows;
        if clauses.terms.is_empty() {
            return Self { sums: Vec::new(), by_spelling: Vec::new(), scale: Vec::new() };
        }
        let norms: Vec<f32> = rows.iter().map(|row| index.statistics.length_norm.of(row.length)).collect();
        let scale = scale(&clauses.terms);
        let mut scores = Self { sums: vec![0.0; rows.len()], by_spelling: Vec::new(), scale };
        for clause in &clauses.terms {
            if clause.by_spelling() || !clause.long_forms.is_empty() {
                scores.add_best(part, part_number, clause, &norms);
            } else {
                scores.add(gains(part, part_number, clause, &norms));
            }
        }
        for pair in &clauses.pairs {
            scores.add(pair_gains(part, part_number, clauses, pair, &norms));
        }
        scores
    }

    fn add(&mut self, gains: impl Iterator<Item = (usize, f32)>) {
        for (row, gain) in gains {
            if let Some(sum) = self.sums.get_mut(row) {
                *sum += gain;
            }
        }
    }

    /// A passage that holds several spellings, or a short form and its long one, gets the best of them, not
    /// their sum.
    fn add_best(&mut self, part: &Part, part_number: usize, clause: &Clause, norms: &[f32]) {
        let mut most = vec![0.0_f32; self.sums.len()];
        let long = long_form_gains(part, part_number, clause, norms);
        for (row, gain) in gains(part, part_number, clause, norms).chain(long) {
            if let Some(best) = most.get_mut(row) {
                *best = best.max(gain);
            }
        }
        if clause.by_spelling() {
            self.by_spelling.resize(self.sums.len(), 0.0);
            self.by_spelling.iter_mut().zip(&most).for_each(|(similar, gain)| *similar += gain);
        }
        self.sums.iter_mut().zip(most).for_each(|(sum, gain)| *sum += gain);
    }

    /// The share of the most, and what of it came by similar spelling. What stands together comes on top,
    /// so that a passage may get more than all; it is told as all.
    pub(crate) fn of_row(&self, row: usize, profile: usize) -> (f32, f32) {
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
                let weight = clause.weight(segment.rows.get(row)?.profile);
                let gain = weight * worth * bm25::saturation(f32::from(mentions), *norms.get(row)?);
                (weight > 0.0).then_some((row, gain))
            })
        },
    )
}

/// Row and gain for each passage of the part that has a long form of the clause.
fn long_form_gains<'a>(
    part: &'a Part,
    part_number: usize,
    clause: &'a Clause,
    norms: &'a [f32],
) -> impl Iterator<Item = (usize, f32)> + 'a {
    let rows =
        clause.long_forms.iter().filter_map(move |form| Some((form.worth, form.rows.get(part_number)?)));
    rows.flat_map(move |(worth, rows)| {
        rows.iter().filter_map(move |(row, times)| {
            let row = *row as usize;
            let weight = clause.weight(part.segment.rows.get(row)?.profile);
            let gain = weight * worth * bm25::saturation(f32::from(*times), *norms.get(row)?);
            (weight > 0.0).then_some((row, gain))
        })
    })
}

/// What the best long form of a clause gives one row, and which it is.
pub(crate) fn long_form_of_row<'a>(
    part: &Part,
    part_number: usize,
    clause: &'a Clause,
    row: u32,
    norm: f32,
) -> Option<(&'a Phrase, f32)> {
    let weight = clause.weight(part.segment.rows.get(row as usize)?.profile);
    let gains = clause.long_forms.iter().filter_map(|form| {
        let rows = form.rows.get(part_number)?;
        let (_, times) = rows.get(rows.binary_search_by_key(&row, |(known, _)| *known).ok()?)?;
        Some((form, weight * form.worth * bm25::saturation(f32::from(*times), norm)))
    });
    gains.max_by(|(_, one), (_, other)| one.total_cmp(other))
}

/// Row and gain for each passage of the part in which the two stand together.
fn pair_gains<'a>(
    part: &'a Part,
    part_number: usize,
    clauses: &'a Clauses,
    pair: &'a PairClause,
    norms: &'a [f32],
) -> impl Iterator<Item = (usize, f32)> + 'a {
    let first = |place: usize| {
        let first = clauses.terms.get(place)?.matches.first()?;
        Some((first.hash, first.terms.get(part_number).copied()??))
    };
    let both = first(pair.one).zip(first(pair.other));
    both.into_iter().flat_map(move |((one, one_term), (other, other_term))| {
        let postings = &part.segment.postings;
        let mut others = postings.of(other_term).map(|(row, _)| row).peekable();
        postings.of(one_term).filter_map(move |(row, _)| {
            while others.next_if(|other| *other < row).is_some() {}
            others.next_if_eq(&row)?;
            let row = row as usize;
            if pair.profiles & part.segment.rows.get(row)?.profile.bit() == 0 {
                return None;
            }
            let times = near(part.segment.tokens.of(row), one, other);
            let gain = pair.worth * bm25::saturation(times as f32, *norms.get(row)?);
            (times > 0).then_some((row, gain))
        })
    })
}

/// What a clause gives one row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gain {
    /// All of it.
    pub(crate) whole: f32,
    /// What of it would be missing without the title and the headings.
    pub(crate) above: f32,
}

/// What a clause gives one row: the best of what it may stand for.
pub(crate) fn gain_of_row(part: &Part, part_number: usize, clause: &Clause, row: u32, norm: f32) -> Gain {
    let Some(profile) = part.segment.rows.get(row as usize).map(|row| row.profile) else {
        return Gain::default();
    };
    let weight = clause.weight(profile);
    let words = part.segment.tokens.of(row as usize);
    let gains = clause.matches.iter().filter_map(|known| {
        let term = known.terms.get(part_number).copied()??;
        let mentions = f32::from(part.segment.postings.mentions(term, row)?);
        let above = mentions_above(words, known.hash) as f32;
        let gain = |mentions: f32| weight * known.worth * bm25::saturation(mentions, norm);
        let whole = gain(mentions);
        Some(Gain { whole, above: whole - gain((mentions - above).max(0.0)) })
    });
    gains.max_by(|one, other| one.whole.total_cmp(&other.whole)).unwrap_or_default()
}

/// What two terms that stand together give one row.
pub(crate) fn pair_gain_of_row(
    part: &Part,
    part_number: usize,
    clauses: &Clauses,
    pair: &PairClause,
    row: u32,
    norm: f32,
) -> f32 {
    let Some(profile) = part.segment.rows.get(row as usize).map(|row| row.profile) else { return 0.0 };
    let here = |place: usize| {
        let first = clauses.terms.get(place)?.matches.first()?;
        let term = first.terms.get(part_number).copied()??;
        part.segment.postings.mentions(term, row).map(|_| first.hash)
    };
    match here(pair.one).zip(here(pair.other)) {
        Some((one, other)) if pair.profiles & profile.bit() != 0 => {
            let times = near(part.segment.tokens.of(row as usize), one, other);
            if times > 0 { pair.worth * bm25::saturation(times as f32, norm) } else { 0.0 }
        }
        _ => 0.0,
    }
}

/// By profile, one over the most that the clauses could give.
pub(crate) fn scale(clauses: &[Clause]) -> Vec<f32> {
    Profile::all()
        .map(|profile| {
            let most: f32 = clauses.iter().map(|clause| clause.most * clause.weight(profile)).sum();
            if most > 0.0 { 1.0 / most } else { 0.0 }
        })
        .collect()
}
