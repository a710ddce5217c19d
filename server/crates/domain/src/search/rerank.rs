//! A second look at the first passages. Whatever goes wrong with it, or takes too long, the first order stands.

use std::time::Duration;

use chatsphere_ai::{Candidate, Reranker};
use chatsphere_contract::search::SearchHit;
use tokio::time::timeout;

/// Most passages that are looked at again: what is not among them was not worth it the first time.
pub(crate) const LOOKED_AT: usize = 20;

/// Places in the first order, in the new one, each with its score if it was looked at again.
pub(crate) type Order = Vec<(usize, Option<f32>)>;

/// The first hits in their new order, by their places in the old one, each with its score; those behind them
/// follow without one. `Err` is a sentence: the first order stands.
pub(crate) async fn rerank(
    reranker: &dyn Reranker,
    question: &str,
    hits: &[SearchHit],
    limit: Duration,
) -> Result<Order, String> {
    let candidates: Vec<Candidate> = hits.iter().take(LOOKED_AT).map(candidate).collect();
    let begun = tokio::time::Instant::now();
    let scores = match timeout(limit, reranker.scores(question, &candidates)).await {
        Ok(Ok(scores)) if scores.len() == candidates.len() => Ok(scores),
        Ok(Ok(_)) => Err("The reranker did not score every passage.".to_owned()),
        Ok(Err(error)) => {
            tracing::warn!(%error, reranker = reranker.name(), "passages keep their first order");
            Err(format!("The reranker failed: {error}."))
        }
        Err(_) => {
            tracing::warn!(reranker = reranker.name(), "a reranker took too long");
            Err(format!("The reranker took longer than {:.1} s.", limit.as_secs_f32()))
        }
    };
    let outcome = if scores.is_ok() { "done" } else { "kept" };
    metrics::histogram!("rerank_seconds", "outcome" => outcome).record(begun.elapsed().as_secs_f64());
    Ok(order(&scores?, hits.len()))
}

fn candidate(hit: &SearchHit) -> Candidate {
    let above = std::iter::once(&hit.document_title).chain(&hit.heading_path);
    let title = above.map(String::as_str).collect::<Vec<_>>().join(" › ");
    Candidate { title, text: hit.text.clone() }
}

/// Best first; equal scores keep their order.
fn order(scores: &[f32], hits: usize) -> Order {
    let mut order: Order = scores.iter().enumerate().map(|(place, score)| (place, Some(*score))).collect();
    order.sort_by(|(_, one), (_, other)| other.unwrap_or(0.0).total_cmp(&one.unwrap_or(0.0)));
    order.extend((scores.len()..hits).map(|place| (place, None)));
    order
}

/// What is in the old places, in the new order.
pub(crate) fn in_order<T>(items: Vec<T>, order: &[(usize, Option<f32>)]) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.iter().filter_map(|(place, _)| items.get_mut(*place)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_keep_their_order_and_the_rest_follows() {
        let order = order(&[0.1, 0.9, 0.1], 5);
        let places: Vec<usize> = order.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 0, 2, 3, 4]);
        assert_eq!(in_order(vec!['a', 'b', 'c', 'd', 'e'], &order), ['b', 'a', 'c', 'd', 'e']);
    }
}
