//! Third step: how sure an answer from these passages can be.

use super::retrieve::Evidence;

/// 0 to 1: a logistic curve over the best passage's cosine and, with less weight, its share of the
/// keywords. A paraphrase has the one, an exact code the other, an unrelated passage neither. The weight and
/// the middle are explained in `docs/adr/0006-confidence.md`.
pub fn judge(evidence: &Evidence, retrieval: bool) -> f32 {
    if !retrieval {
        return 0.5;
    }
    let Some(best) = evidence.hits.first() else { return 0.0 };
    // Without an embedder keywords have to carry the whole weight.
    let strength = match best.parts.vector {
        Some(cosine) => cosine.max(0.0) + KEYWORD_WEIGHT * best.parts.keyword,
        None => best.parts.keyword,
    };
    1.0 / (1.0 + (-STEEPNESS * (strength - MIDDLE)).exp())
}

/// What a full share of the keywords is worth beside a cosine of 1.
const KEYWORD_WEIGHT: f32 = 0.35;
/// The strength at which an answer is as likely as none.
const MIDDLE: f32 = 0.45;
/// How fast confidence changes there.
const STEEPNESS: f32 = 8.0;

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::{ChunkId, DocumentId};
    use chatsphere_contract::search::{ScoreParts, SearchHit};

    use super::*;

    fn best(vector: Option<f32>, keyword: f32) -> Evidence {
        let hit = SearchHit {
            document_id: DocumentId(uuid::Uuid::nil()),
            external_id: None,
            chunk_id: ChunkId(uuid::Uuid::nil()),
            document_name: String::new(),
            document_title: String::new(),
            url: None,
            heading_path: Vec::new(),
            page: None,
            text: String::new(),
            score: 0.0,
            parts: ScoreParts { vector, keyword, trigram: 0.0 },
        };
        Evidence { hits: vec![hit], ..Evidence::default() }
    }

    #[test]
    fn a_paraphrase_and_an_exact_code_are_sure_and_an_unrelated_passage_is_not() {
        assert!(judge(&best(Some(0.68), 0.1), true) > 0.8);
        assert!(judge(&best(Some(0.39), 0.66), true) > 0.7);
        assert!(judge(&best(Some(0.12), 0.1), true) < 0.15);
        assert!(judge(&best(None, 0.8), true) > 0.8);
        assert!(judge(&Evidence::default(), true) < 0.01);
    }
}
