//! Answers from the passages alone.

use futures::StreamExt;

use crate::chat::{ChatDelta, ChatModel, ChatRequest, ChatStream};
use crate::embed::front::Embeddings;

/// Picks the sentences that answer.
#[derive(Debug, Clone)]
pub struct BuiltInAnswerer {
    #[expect(dead_code, reason = "next commit")]
    embeddings: Option<Embeddings>,
}

impl BuiltInAnswerer {
    /// With embeddings, sentences are also compared with the question by meaning.
    pub fn new(embeddings: Option<Embeddings>) -> Self {
        Self { embeddings }
    }
}

impl ChatModel for BuiltInAnswerer {
    fn name(&self) -> &str {
        "built-in"
    }

    fn stream(&self, _request: ChatRequest) -> ChatStream {
        futures::stream::iter([Ok(ChatDelta::Declined)]).boxed()
    }
}

/// The sentences of a text.
pub fn sentences(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}
