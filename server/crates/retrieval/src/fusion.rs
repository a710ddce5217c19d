//! Keywords and vectors to one number that means the same from question to question.
//!
//! The absolute form: a weighted sum of the cosine and of BM25's share of the most that it could give. It
//! needs no statistics over candidates, so that confidence can be read from it, and ranks two points
//! better than reciprocal rank fusion (figures in `docs/adr/0002-in-memory-segment-index.md`).

/// What a vector counts for; keywords count for the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct VectorWeight(pub(crate) f32);

impl VectorWeight {
    /// In a language that the embedder knows. Between 0.4 and 0.5 most sets of questions differ by a tenth
    /// of a point, but manuals full of product names gain one and a half at 0.4.
    pub(crate) const FAMILIAR: Self = Self(0.4);
    /// Where nothing but the vector is asked for.
    pub(crate) const ALONE: Self = Self(1.0);
    /// In any other language, where it recognises names and little else: half of that.
    pub(crate) const FOREIGN: Self = Self(0.2);
}

/// The score of a passage. Where there is no cosine the keyword share stands for both.
pub(crate) fn fuse(keyword: f32, cosine: Option<f32>, VectorWeight(weight): VectorWeight) -> f32 {
    match cosine {
        Some(cosine) => weight * cosine + (1.0 - weight) * keyword,
        None => keyword,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_of_either_never_lowers_the_score_and_all_of_both_is_one() {
        for weight in [VectorWeight::FAMILIAR, VectorWeight::FOREIGN] {
            assert!((fuse(1.0, Some(1.0), weight) - 1.0).abs() < 1e-6);
            assert!(fuse(0.5, Some(0.6), weight) > fuse(0.5, Some(0.5), weight));
            assert!(fuse(0.6, Some(0.5), weight) > fuse(0.5, Some(0.5), weight));
            assert_eq!(fuse(0.3, None, weight), 0.3);
        }
    }
}
