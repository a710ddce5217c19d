//! How far a confidence can be believed: whether it puts the right questions first, and whether of those with a
//! confidence of .7 seven in ten are right.

use super::metrics::{count, mean};

/// Bars of a reliability diagram.
const BINS: u32 = 10;

/// A confidence, and whether it was justified.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// 0 to 1.
    pub confidence: f64,
    /// Whether the documents answer the question.
    pub answerable: bool,
}

/// One bar of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Its confidences lie from here to a tenth more.
    pub from: f64,
    /// How many questions.
    pub questions: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that can be answered.
    pub answerable: f64,
}

/// The area under the receiver operating characteristic: how often an answerable question gets more confidence than
/// one that is not, ties counting half (Hanley and McNeil, 1982). `None` when there are not both kinds.
pub fn area_under_curve(judged: &[Judged]) -> Option<f64> {
    let (yes, no): (Vec<&Judged>, Vec<&Judged>) = judged.iter().partition(|one| one.answerable);
    if yes.is_empty() || no.is_empty() {
        return None;
    }
    let wins = yes.iter().flat_map(|yes| {
        no.iter().map(|no| match yes.confidence.total_cmp(&no.confidence) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    Some(wins.sum::<f64>() / (count(yes.len()) * count(no.len())))
}

/// The reliability diagram, without empty bins.
pub fn bins(judged: &[Judged]) -> Vec<Bin> {
    (0..BINS)
        .filter_map(|number| {
            let (from, to) = (f64::from(number) / f64::from(BINS), f64::from(number + 1) / f64::from(BINS));
            let is_last = number + 1 == BINS;
            let members: Vec<&Judged> = judged
                .iter()
                .filter(|one| one.confidence >= from && (one.confidence < to || is_last))
                .collect();
            let confidences: Vec<f64> = members.iter().map(|one| one.confidence).collect();
            let answerable = members.iter().filter(|one| one.answerable).count();
            (!members.is_empty()).then(|| Bin {
                from,
                questions: members.len(),
                confidence: mean(&confidences),
                answerable: count(answerable) / count(members.len()),
            })
        })
        .collect()
}

/// The expected calibration error over ten bins of equal width (Guo et al., "On Calibration of Modern Neural
/// Networks", 2017).
pub fn expected_error(judged: &[Judged]) -> f64 {
    let gaps = bins(judged).into_iter();
    let gaps = gaps.map(|bin| count(bin.questions) * (bin.confidence - bin.answerable).abs());
    if judged.is_empty() { 0.0 } else { gaps.sum::<f64>() / count(judged.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(confidence: f64, answerable: bool) -> Judged {
        Judged { confidence, answerable }
    }

    #[test]
    fn the_area_counts_pairs_in_the_right_order() {
        let some = [judged(0.9, true), judged(0.5, true), judged(0.5, false), judged(0.1, false)];
        assert_eq!(area_under_curve(&some), Some(3.5 / 4.0));
        assert_eq!(area_under_curve(&some[..2]), None);
    }

    #[test]
    fn an_honest_confidence_has_no_error_and_a_boasting_one_has() {
        let honest = [judged(0.25, true), judged(0.25, false), judged(0.25, false), judged(0.25, false)];
        assert!(expected_error(&honest).abs() < 1e-9);
        let boasting = [judged(1.0, true), judged(0.95, false)];
        assert!((expected_error(&boasting) - 0.475).abs() < 1e-9);
        let bins = bins(&boasting);
        assert_eq!((bins.len(), bins[0].questions, bins[0].from), (1, 2, 0.9));
        assert_eq!(expected_error(&[]), 0.0);
    }
}
