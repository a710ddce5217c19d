//! Answers from the passages alone: needs no key and no network.
//!
//! The passages are cut into units (sentences, list items, table rows), each is scored by how well it
//! answers the question, and the best few are joined, each with its source number. No word is written
//! that a passage doesn't hold. When nothing fits, the answer is [`ChatDelta::Declined`].

use futures::{StreamExt, stream};

use crate::chat::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatStream};
use crate::embed::front::Embeddings;

mod compose;
mod meaning;
mod pick;
mod score;
mod sentence;
mod unit;
mod words;

pub use unit::sentences;

/// Words of one streamed piece.
const WORDS_PER_PIECE: usize = 3;

/// Picks and joins the sentences that answer.
#[derive(Debug, Clone)]
pub struct BuiltInAnswerer {
    embeddings: Option<Embeddings>,
}

impl BuiltInAnswerer {
    /// With embeddings, sentences are also compared with the question by meaning, not by words alone.
    pub fn new(embeddings: Option<Embeddings>) -> Self {
        Self { embeddings }
    }

    /// The whole answer in Markdown; `None` when the passages hold none.
    pub async fn answer(&self, request: &ChatRequest) -> Option<String> {
        let mut candidates = score::candidates(&request.question, &request.passages);
        if let Some(embeddings) = &self.embeddings {
            meaning::weigh_in(&mut candidates, request, embeddings).await;
        }
        let chosen = pick::pick(&candidates)?;
        Some(compose::compose(&candidates, &chosen, &request.passages))
    }
}

impl ChatModel for BuiltInAnswerer {
    fn name(&self) -> &str {
        "built-in"
    }

    fn stream(&self, request: ChatRequest) -> ChatStream {
        let answerer = self.clone();
        stream::once(async move {
            match answerer.answer(&request).await {
                Some(answer) => pieces(&answer).into_iter().map(ChatDelta::Text).collect(),
                None => vec![ChatDelta::Declined],
            }
        })
        .flat_map(|deltas| {
            stream::iter(deltas).then(|delta| async {
                // Other conversations get their turn between two pieces.
                tokio::task::yield_now().await;
                Ok::<_, ChatError>(delta)
            })
        })
        .boxed()
    }
}

/// The answer in pieces of a few words; together they are exactly the answer.
fn pieces(answer: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut words = 0;
    for word in answer.split_inclusive(char::is_whitespace) {
        piece.push_str(word);
        words += 1;
        if words == WORDS_PER_PIECE {
            pieces.push(std::mem::take(&mut piece));
            words = 0;
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests;
