//! How near the most promising units are to the question in meaning.

use std::time::Duration;

use super::score::Candidate;
use crate::chat::{ChatRequest, Passage};
use crate::embed::front::Embeddings;

/// Units that are compared: each costs about as much as a question.
const COMPARED: usize = 10;

/// After this, what has been compared has to do.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Fewer comparisons than this say too little: then the words alone decide.
const FEWEST_COMPARED: usize = 4;

/// Shares of the score of a unit that was compared.
const MEANING_SHARE: f32 = 0.5;

/// What a unit that was not compared keeps of its score: it had its chance by words.
const NOT_COMPARED: f32 = 0.5;

/// Below this cosine two texts have nothing to do with each other; above, the score grows to 1.
const COSINE_FLOOR: f32 = 0.1;
const COSINE_CEILING: f32 = 0.8;

/// Weighs meaning into the scores. When the embedder fails or is too slow, the scores stay as they are.
pub(super) async fn weigh_in(candidates: &mut [Candidate], request: &ChatRequest, embeddings: &Embeddings) {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let score = |index: &usize| candidates.get(*index).map_or(0.0, |candidate| candidate.score);
    order.sort_by(|one, other| score(other).total_cmp(&score(one)));
    order.truncate(COMPARED);
    let texts: Vec<String> = order
        .iter()
        .filter_map(|index| Some(in_context(candidates.get(*index)?, &request.passages)))
        .collect();
    let cosines = cosines(&request.question, &texts, embeddings).await;
    if cosines.len() < texts.len().min(FEWEST_COMPARED) {
        tracing::warn!("sentences not compared with the question: the embedder fails or is too busy");
        return;
    }
    apply(candidates, &order, &cosines);
}

/// One after the other, so that other visitors' questions get in between; as many as time permits.
async fn cosines(question: &str, texts: &[String], embeddings: &Embeddings) -> Vec<f32> {
    let deadline = tokio::time::Instant::now() + TIME_LIMIT;
    let embed = async |text: &str| {
        let vector = tokio::time::timeout_at(deadline, embeddings.question(text)).await;
        vector.ok()?.ok()
    };
    let mut cosines = Vec::with_capacity(texts.len());
    let Some(question) = embed(question).await else { return cosines };
    for text in texts {
        let Some(vector) = embed(text).await else { break };
        cosines.push(question.iter().zip(&vector).map(|(a, b)| a * b).sum());
    }
    cosines
}

/// A sentence under its heading: alone it often doesn't say what it is about.
fn in_context(candidate: &Candidate, passages: &[Passage]) -> String {
    let title = passages.get(candidate.passage).map_or("", |passage| passage.title.as_str());
    let title = title.rsplit(['>', '›', '\n']).next().unwrap_or_default().trim();
    let heading = if candidate.unit.heading.is_empty() { title } else { &candidate.unit.heading };
    if heading.is_empty() {
        candidate.unit.text.clone()
    } else {
        format!("{heading}: {}", candidate.unit.text)
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
