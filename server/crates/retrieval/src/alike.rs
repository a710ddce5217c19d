//! Passages that say the same as a better one: the same notice on every page, the same article twice.

use crate::Scored;
use crate::index::BotIndex;
use crate::segment::Bag;

/// The share of words in common from which two passages say the same.
const SAME: f32 = 0.92;

/// How many times the wanted number of passages is looked through at first, and how many times that again as
/// long as repetitions leave places empty.
const DEPTH: usize = 4;

/// Most passages that are named as saying the same as a better one; what comes after them is only counted.
const NAMED: usize = 100;

/// A passage, and those that say the same and rank below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Collapsed {
    /// The passage.
    pub best: Scored,
    /// The others, best first: a hundred at most, where [`Scored::repetitions`] counts all.
    pub others: Vec<Scored>,
}

impl Collapsed {
    /// A passage that stands for itself.
    pub(crate) fn alone(best: Scored) -> Self {
        Self { best, others: Vec::new() }
    }
}

/// The best `limit` of what `ranked` gives, each with those that repeat it. `ranked` gives the best so many,
/// always in the same order.
pub(crate) fn without_repetition(
    index: &BotIndex,
    limit: usize,
    ranked: impl Fn(usize) -> Vec<Scored>,
) -> Vec<Collapsed> {
    let mut kept: Vec<(Collapsed, Bag)> = Vec::new();
    let (mut seen, mut depth) = (0, limit.saturating_mul(DEPTH));
    loop {
        let found = ranked(depth);
        for scored in found.iter().skip(seen) {
            let bag = index.bag(scored);
            let better = kept.iter().position(|(_, other)| bag.likeness(other) >= SAME);
            if let Some((better, _)) = better.and_then(|place| kept.get_mut(place)) {
                better.best.repetitions += 1;
                if better.others.len() < NAMED {
                    better.others.push(*scored);
                }
            } else if kept.len() < limit {
                kept.push((Collapsed::alone(*scored), bag));
            }
        }
        if kept.len() >= limit || found.len() < depth {
            return kept.into_iter().map(|(collapsed, _)| collapsed).collect();
        }
        (seen, depth) = (found.len(), depth.saturating_mul(DEPTH));
    }
}

impl BotIndex {
    fn bag(&self, scored: &Scored) -> Bag {
        let part = self.parts.get(scored.place.part as usize);
        Bag::of(part.map(|part| part.segment.tokens.of(scored.place.row as usize)).unwrap_or_default())
    }
}
