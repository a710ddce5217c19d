//! Passages that say the same as a better one: the same notice on every page, the same article twice.

use crate::Scored;
use crate::index::BotIndex;
use crate::segment::{TermHash, likeness};

/// The share of words in common from which two passages say the same.
const SAME: f32 = 0.92;

/// How many times the wanted number of passages is looked through at most.
const DEPTH: usize = 4;

/// The best `limit` of what `ranked` gives, without those that repeat a better one.
pub(crate) fn without_repetition(
    index: &BotIndex,
    limit: usize,
    ranked: impl Fn(usize) -> Vec<Scored>,
) -> Vec<Scored> {
    let found = ranked(limit.saturating_mul(DEPTH));
    let mut kept: Vec<(Scored, &[TermHash])> = Vec::new();
    for scored in found {
        let tokens = index.tokens(&scored);
        let better = kept.iter().position(|(_, other)| likeness(tokens, other) >= SAME);
        if let Some((better, _)) = better.and_then(|place| kept.get_mut(place)) {
            better.repetitions += 1;
        } else if kept.len() < limit {
            kept.push((scored, tokens));
        }
    }
    kept.into_iter().map(|(scored, _)| scored).collect()
}

impl BotIndex {
    fn tokens(&self, scored: &Scored) -> &[TermHash] {
        let part = self.parts.get(scored.place.part as usize);
        part.map(|part| part.segment.tokens.of(scored.place.row as usize)).unwrap_or_default()
    }
}
