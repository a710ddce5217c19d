//! The best of many without keeping or sorting them all.

use std::collections::HashSet;

use crate::Scored;

/// Collects the best `limit`.
pub(crate) struct Top {
    limit: usize,
    kept: Vec<Scored>,
    /// What is below this score is not among the best any more.
    least: f32,
}

impl Top {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), least: 0.0 }
    }

    /// Considers one more.
    pub(crate) fn push(&mut self, scored: Scored) {
        if scored.score < self.least || self.limit == 0 {
            return;
        }
        self.kept.push(scored);
        if self.kept.len() >= self.limit.saturating_mul(2) {
            self.drop_surplus();
        }
    }

    /// The best, in order.
    pub(crate) fn into_sorted(mut self) -> Vec<Scored> {
        self.drop_surplus();
        self.kept.sort_unstable_by(Scored::order);
        self.kept
    }

    fn drop_surplus(&mut self) {
        if self.limit == 0 || self.kept.len() <= self.limit {
            return;
        }
        let (_, last, _) = self.kept.select_nth_unstable_by(self.limit - 1, Scored::order);
        self.least = last.score;
        self.kept.truncate(self.limit);
    }
}

/// The best passage of each of the best `limit` documents, in order. A document is rarely in two
/// segments at once, so a little more than `limit` is nearly always enough to look at.
pub(crate) fn best_of_each_document(found: &[Scored], limit: usize) -> Vec<Scored> {
    let mut considered = limit.saturating_add(limit / 8 + 8);
    loop {
        let mut top = Top::new(considered);
        found.iter().for_each(|scored| top.push(*scored));
        let mut documents = HashSet::new();
        let mut best = top.into_sorted();
        best.retain(|scored| documents.insert(scored.document));
        if best.len() >= limit || considered >= found.len() {
            best.truncate(limit);
            return best;
        }
        considered = considered.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Place;

    fn scored(chunk: u128, score: f32) -> Scored {
        Scored {
            chunk,
            document: chunk % 7,
            score,
            vector: None,
            keyword: score,
            trigram: 0.0,
            cosine: 0.0,
            vector_weight: 0.0,
            repetitions: 0,
            place: Place::default(),
        }
    }

    #[test]
    fn the_best_are_those_of_a_full_sort() {
        let all: Vec<Scored> = (0..500).map(|n| scored(n, (n * 7919 % 101) as f32 / 101.0)).collect();
        let mut sorted = all.clone();
        sorted.sort_by(Scored::order);
        for limit in [0, 1, 2, 10, 499, 500, 1000] {
            let mut top = Top::new(limit);
            all.iter().for_each(|scored| top.push(*scored));
            assert_eq!(top.into_sorted(), sorted[..limit.min(500)]);
        }
        let mut documents = HashSet::new();
        sorted.retain(|scored| documents.insert(scored.document));
        assert_eq!(best_of_each_document(&all, 5), sorted[..5]);
        assert_eq!(best_of_each_document(&all, 50), sorted);
    }
}
