//! The figures of a ranked list: nDCG@10, recall at a depth and MRR@10, with relevance as a yes or no.

use std::collections::BTreeSet;

/// How much of the list counts for nDCG and MRR.
const DEPTH: usize = 10;

/// How much of the list is looked at.
pub const DEEPEST: usize = 100;

/// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002).
pub fn ndcg(ranked: &[String], relevant: &BTreeSet<String>) -> f64 {
    let hits = ranked.iter().take(DEPTH).enumerate().filter(|(_, id)| relevant.contains(*id));
    let gained: f64 = hits.map(|(place, _)| discount(place)).sum();
    let best: f64 = (0..relevant.len().min(DEPTH)).map(discount).sum();
    if best > 0.0 { gained / best } else { 0.0 }
}

/// One over the place of the first relevant document, if that is among the first ten.
pub fn reciprocal_rank(ranked: &[String], relevant: &BTreeSet<String>) -> f64 {
    let first = ranked.iter().take(DEPTH).position(|id| relevant.contains(id));
    first.map_or(0.0, |place| 1.0 / (count(place) + 1.0))
}

/// The share of the relevant documents among the first `depth`.
pub fn recall(ranked: &[String], relevant: &BTreeSet<String>, depth: usize) -> f64 {
    let found = ranked.iter().take(depth).collect::<BTreeSet<_>>();
    let hits = relevant.iter().filter(|id| found.contains(id)).count();
    if relevant.is_empty() { 0.0 } else { count(hits) / count(relevant.len()) }
}

/// The mean of some figures.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / count(values.len()) }
}

/// The value that `share` of the figures do not pass.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let wanted = count(sorted.len()) * share;
    sorted.iter().zip(1_u32..).find(|(_, rank)| f64::from(*rank) >= wanted).map_or(0.0, |(value, _)| *value)
}

fn discount(place: usize) -> f64 {
    1.0 / (count(place) + 2.0).log2()
}

/// A count as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_perfect_list_scores_one() {
        let relevant = ids(&["a", "b"]).into_iter().collect();
        assert!((ndcg(&ids(&["b", "a", "c"]), &relevant) - 1.0).abs() < 1e-9);
        assert!((recall(&ids(&["b", "a", "c"]), &relevant, 10) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_late_hit_scores_less_and_a_missing_one_nothing() {
        let relevant = ids(&["a"]).into_iter().collect();
        assert!((ndcg(&ids(&["x", "a"]), &relevant) - 1.0 / 3_f64.log2()).abs() < 1e-9);
        assert_eq!(ndcg(&ids(&["x"]), &relevant), 0.0);
        assert_eq!(recall(&ids(&["x", "a"]), &relevant, 1), 0.0);
        assert_eq!(reciprocal_rank(&ids(&["x", "a"]), &relevant), 0.5);
        assert_eq!(reciprocal_rank(&ids(&["x"]), &relevant), 0.0);
    }

    #[test]
    fn percentiles_are_values_of_the_list() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(percentile(&values, 0.5), 2.0);
        assert_eq!(percentile(&values, 0.95), 4.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
