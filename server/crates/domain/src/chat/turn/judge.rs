//! Third step: how sure an answer from these passages can be.

use super::retrieve::Evidence;

/// What the passages are worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// 0 to 1.
    pub confidence: f32,
    /// Whether they can hold an answer at all. A model that reads them has the last word; without one, an
    /// answer is only given when they can.
    pub enough: bool,
}

/// Below this confidence, passages are about something else.
const ENOUGH: f32 = 0.35;

/// Confidence is a logistic curve over the best passage's score, its cosine and its share of the
/// keywords: a paraphrase has the one, an exact code the other, an unrelated passage neither.
pub fn judge(evidence: &Evidence, retrieval: bool) -> Judgement {
    if !retrieval {
        return Judgement { confidence: 0.5, enough: true };
    }
    let Some(best) = evidence.hits.first() else { return Judgement { confidence: 0.0, enough: false } };
    let strongest = match best.parts.vector {
        Some(cosine) => cosine.max(best.parts.keyword),
        None => best.parts.keyword,
    };
    let evidence_weight = 0.5 * best.score + 0.5 * strongest;
    let confidence = 1.0 / (1.0 + (-12.0 * (evidence_weight - 0.42)).exp());
    Judgement { confidence, enough: confidence >= ENOUGH }
}
