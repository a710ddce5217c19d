//! The Okapi BM25 formula, in the form of Lucene: Robertson and Zaragoza, "The Probabilistic Relevance
//! Framework: BM25 and Beyond", 2009.

/// How soon a repeated word stops counting.
const K1: f32 = 0.9;
/// How much a long passage is held against it.
const B: f32 = 0.4;

/// What a term is worth: rare ones more. `holders` of `passages` have it.
pub(crate) fn inverse_document_frequency(passages: u32, holders: u32) -> f32 {
    let (passages, holders) = (f64::from(passages), f64::from(holders));
    (1.0 + (passages - holders + 0.5) / (holders + 0.5)).ln() as f32
}

/// Length norms of one snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LengthNorm {
    per_unit: f32,
}

impl LengthNorm {
    /// From the length of all passages together.
    pub(crate) fn new(total_length: u64, passages: u32) -> Self {
        let average = (total_length as f64 / f64::from(passages.max(1))).max(1.0);
        Self { per_unit: (f64::from(K1 * B) / average) as f32 }
    }

    /// What a mention competes with in a passage of this length.
    pub(crate) fn of(self, length: u32) -> f32 {
        K1 * (1.0 - B) + self.per_unit * length as f32
    }
}

/// The share, 0 to 1, of a term's worth that a passage gets for so many mentions.
pub(crate) fn saturation(mentions: f32, norm: f32) -> f32 {
    mentions / (mentions + norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_terms_are_worth_more_and_none_is_worth_less_than_nothing() {
        assert!(inverse_document_frequency(100, 1) > inverse_document_frequency(100, 50));
        assert!(inverse_document_frequency(100, 100) > 0.0);
        assert!(inverse_document_frequency(0, 0) > 0.0);
    }

    #[test]
    fn more_mentions_and_shorter_passages_get_more_but_never_all() {
        let norm = LengthNorm::new(1000, 10);
        assert!(saturation(2.0, norm.of(100)) > saturation(1.0, norm.of(100)));
        assert!(saturation(1.0, norm.of(50)) > saturation(1.0, norm.of(100)));
        assert!(saturation(127.0, norm.of(1)) < 1.0);
    }
}
