//! How near the most promising units are to the question in meaning.

use std::time::Duration;

use super::score::Candidate;
use crate::embed::front::Embeddings;

/// Units that are compared: each costs about as much as a question.
const COMPARED: usize = 12;

/// After this the words alone decide.
const TIME_LIMIT: Duration = Duration::from_millis(1500);

/// Shares of the score of a unit that was compared.
const MEANING_SHARE: f32 = 0.5;

/// What a unit that was not compared keeps of its score: it had its chance by words.
const NOT_COMPARED: f32 = 0.5;

/// Below this cosine two texts have nothing to do with each other; above, the score grows to 1.
const COSINE_FLOOR: f32 = 0.1;
const COSINE_CEILING: f32 = 0.8;

/// Weighs meaning into the scores. When the embedder fails or is too slow, the scores stay as they are.
pub(super) async fn weigh_in(candidates: &mut [Candidate], question: &str, embeddings: &Embeddings) {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let score = |index: &usize| candidates.get(*index).map_or(0.0, |candidate| candidate.score);
    order.sort_by(|one, other| score(other).total_cmp(&score(one)));
    order.truncate(COMPARED);
    let texts: Vec<String> =
        order.iter().filter_map(|index| Some(in_context(candidates.get(*index)?))).collect();
    match tokio::time::timeout(TIME_LIMIT, cosines(question, &texts, embeddings)).await {
        Ok(Some(cosines)) => apply(candidates, &order, &cosines),
        Ok(None) => tracing::warn!("sentences not compared with the question: the embedder failed"),
        Err(_) => tracing::warn!("sentences not compared with the question: the embedder is too busy"),
    }
}

/// One after the other, so that other visitors' questions get in between.
async fn cosines(question: &str, texts: &[String], embeddings: &Embeddings) -> Option<Vec<f32>> {
    let question = embeddings.question(question).await.ok()?;
    let mut cosines = Vec::with_capacity(texts.len());
    for text in texts {
        let vector = embeddings.question(text).await.ok()?;
        cosines.push(question.iter().zip(&vector).map(|(a, b)| a * b).sum());
    }
    Some(cosines)
}

/// A sentence under its heading: alone it often doesn't say what it is about.
fn in_context(candidate: &Candidate) -> String {
    if candidate.unit.heading.is_empty() {
        candidate.unit.text.clone()
    } else {
        format!("{}: {}", candidate.unit.heading, candidate.unit.text)
    }
}

fn apply(candidates: &mut [Candidate], compared: &[usize], cosines: &[f32]) {
    for candidate in candidates.iter_mut() {
        candidate.score *= NOT_COMPARED;
    }
    for (index, cosine) in compared.iter().zip(cosines) {
        if let Some(candidate) = candidates.get_mut(*index) {
            let nearness = ((cosine - COSINE_FLOOR) / (COSINE_CEILING - COSINE_FLOOR)).clamp(0.0, 1.0);
            candidate.cosine = Some(*cosine);
            let by_words = candidate.score / NOT_COMPARED;
            candidate.score = (1.0 - MEANING_SHARE) * by_words + MEANING_SHARE * nearness * candidate.quality;
        }
    }
}
