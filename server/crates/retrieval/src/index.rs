//! A bot's index: an immutable snapshot made of shared segments.
//!
//! A change makes a new snapshot that shares all segments it did not touch; a search keeps the snapshot
//! that it began with. Small segments are merged as they pile up, so that a passage is rewritten
//! a logarithmic number of times. Frequencies and lengths are those of living passages, so that
//! a snapshot answers exactly as one built afresh from the same passages would.

use std::sync::Arc;

use crate::IndexedChunk;
use crate::bm25::LengthNorm;
use crate::language::Profile;
use crate::long_forms::Vocabulary;
use crate::segment::{Segment, build, merge};

/// So many segments of one size class become one of the next.
const FANOUT: usize = 8;
/// Segments below this many passages are in the smallest class.
const SMALLEST_CLASS: usize = 64;

/// An immutable snapshot of a bot's index.
#[derive(Debug, Clone)]
pub struct BotIndex {
    version: i64,
    pub(crate) parts: Vec<Part>,
    pub(crate) statistics: Statistics,
}

/// A segment and which of its rows are dead.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) segment: Arc<Segment>,
    /// One bit a row; absent while nothing is dead.
    dead: Option<Arc<Vec<u64>>>,
    pub(crate) living: u32,
}

/// Numbers over the living passages.
#[derive(Debug, Clone)]
pub(crate) struct Statistics {
    pub(crate) passages: u32,
    pub(crate) length_norm: LengthNorm,
    /// Ways of stemming that some passage uses, in a fixed order.
    pub(crate) profiles: Vec<Profile>,
    /// Short forms that the passages explain.
    pub(crate) vocabulary: Arc<Vocabulary>,
}

impl BotIndex {
    /// An index without passages, before any version.
    pub fn empty() -> Self {
        Self { version: 0, parts: Vec::new(), statistics: Statistics::of(&[]) }
    }

    /// The snapshot at `version`: without any passage of `removed`, then with `added`. A passage may be
    /// added once only, unless its document is removed in the same or an earlier step.
    #[must_use]
    pub fn apply(&self, version: i64, removed: &[u128], added: Vec<IndexedChunk>) -> Self {
        let mut parts: Vec<Part> = self.parts.iter().map(|part| part.without(removed)).collect();
        parts.retain(|part| part.living > 0);
        if !added.is_empty() {
            let known = parts.iter().map(|p| p.segment.vectors.dimensions()).find(|d| *d > 0);
            let given = || added.iter().find_map(|c| c.vector.as_ref().map(Vec::len));
            let dimensions = known.or_else(given).unwrap_or(0);
            parts.push(Part::new(build(added, dimensions)));
        }
        merge_where_due(&mut parts);
        let statistics = Statistics::of(&parts);
        Self { version, parts, statistics }
    }

    /// The version it stands for.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Living passages.
    pub fn len(&self) -> usize {
        self.statistics.passages as usize
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.statistics.passages == 0
    }

    /// Whether any passage can be found by meaning.
    pub fn has_vectors(&self) -> bool {
        self.parts.iter().any(|part| part.segment.vectors.dimensions() > 0)
    }

    /// Memory in use, in bytes. Segments shared with another snapshot count in both.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.parts.iter().map(Part::bytes).sum::<usize>()
    }
}

impl Part {
    fn new(segment: Segment) -> Self {
        let living = u32::try_from(segment.rows.len()).unwrap_or(u32::MAX);
        Self { segment: Arc::new(segment), dead: None, living }
    }

    pub(crate) fn is_alive(&self, row: usize) -> bool {
        match &self.dead {
            None => true,
            Some(bits) => bits.get(row / 64).is_some_and(|word| word & 1 << (row % 64) == 0),
        }
    }

    /// Whether every row lives.
    pub(crate) fn is_whole(&self) -> bool {
        self.dead.is_none()
    }

    fn without(&self, documents: &[u128]) -> Self {
        let mut part = self.clone();
        for document in documents {
            for range in self.segment.rows_of(*document) {
                let size = self.segment.rows.len().div_ceil(64);
                let bits = Arc::make_mut(part.dead.get_or_insert_with(|| Arc::new(vec![0; size])));
                for row in range.rows() {
                    if let Some(word) = bits.get_mut(row / 64) {
                        let bit = 1 << (row % 64);
                        part.living -= u32::from(*word & bit == 0);
                        *word |= bit;
                    }
                }
            }
        }
        part
    }

    fn size_class(&self) -> u32 {
        (self.living as usize / SMALLEST_CLASS).checked_ilog(FANOUT).map_or(0, |class| class + 1)
    }

    fn is_mostly_dead(&self) -> bool {
        (self.living as usize) * 2 < self.segment.rows.len()
    }

    fn bytes(&self) -> usize {
        self.segment.bytes() + self.dead.as_ref().map_or(0, |bits| bits.capacity() * size_of::<u64>())
    }
}

impl Statistics {
    fn of(parts: &[Part]) -> Self {
        let mut total_length = 0_u64;
        let mut used = [false; Profile::COUNT];
        for part in parts {
            let rows = part.segment.rows.iter().enumerate();
            for (_, row) in rows.filter(|(number, _)| part.is_alive(*number)) {
                total_length += u64::from(row.length);
                if let Some(flag) = used.get_mut(row.profile.index()) {
                    *flag = true;
                }
            }
        }
        let passages = parts.iter().map(|part| part.living).sum();
        let profiles =
            Profile::all().zip(used).filter_map(|(profile, is_used)| is_used.then_some(profile)).collect();
        Self {
            passages,
            length_norm: LengthNorm::new(total_length, passages),
            profiles,
            vocabulary: Arc::new(Vocabulary::of(parts)),
        }
    }
}

/// Merges classes that are full, smallest first, and rewrites what is mostly dead.
fn merge_where_due(parts: &mut Vec<Part>) {
    for part in parts.iter_mut().filter(|part| part.is_mostly_dead()) {
        *part = merged(std::slice::from_ref(part));
    }
    let mut class = 0;
    while let Some(largest) = parts.iter().map(Part::size_class).max()
        && class <= largest
    {
        if parts.iter().filter(|part| part.size_class() == class).count() >= FANOUT {
            let (full, others): (Vec<Part>, Vec<Part>) =
                std::mem::take(parts).into_iter().partition(|part| part.size_class() == class);
            *parts = others;
            parts.push(merged(&full));
        }
        class += 1;
    }
}

fn merged(parts: &[Part]) -> Part {
    let sources: Vec<_> =
        parts.iter().map(|part| (&*part.segment, move |row: usize| part.is_alive(row))).collect();
    Part::new(merge(&sources))
}
