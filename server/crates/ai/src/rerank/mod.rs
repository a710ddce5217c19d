//! A question and what was found for it to how well each passage answers.

use std::fmt::Debug;

use futures::future::BoxFuture;

use crate::ChatError;
use crate::local_model::LocalModelError;

pub mod by_model;
pub mod cross_encoder;

/// Reads a question together with each of a few passages, which tells more than to compare their vectors and
/// takes far longer. Dropping the future ends the work.
pub trait Reranker: Debug + Send + Sync + 'static {
    /// Names it in traces.
    fn name(&self) -> &str;

    /// For each passage, in their order, how well it answers, 0 to 1. Scores of different rerankers must not
    /// be compared, nor those of different questions.
    fn scores<'a>(
        &'a self,
        question: &'a str,
        passages: &'a [Candidate],
    ) -> BoxFuture<'a, Result<Vec<f32>, RerankError>>;
}

/// A passage to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Title of the document and headings above the passage.
    pub title: String,
    /// The passage.
    pub text: String,
}

/// Scores could not be had: the first order stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RerankError {
    /// The model's folder cannot be used.
    #[error("the reranker cannot be loaded: {0}")]
    Load(String),
    /// The model failed.
    #[error("the reranker failed: {0}")]
    Run(String),
    /// The chat model failed.
    #[error(transparent)]
    Chat(#[from] ChatError),
    /// The chat model wrote something that is no list of so many scores.
    #[error("the model did not write a score for each passage")]
    Unreadable,
}

impl From<LocalModelError> for RerankError {
    fn from(error: LocalModelError) -> Self {
        match error {
            LocalModelError::Load(message) => Self::Load(message),
            LocalModelError::Run(message) => Self::Run(message),
            LocalModelError::Stopped => Self::Run("the reranker has stopped".to_owned()),
        }
    }
}
