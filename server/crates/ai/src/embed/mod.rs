//! Text to vector.

use std::fmt::Debug;

pub mod endpoint;
pub mod front;
pub mod local;

/// Turns text into a vector of length 1. Blocking: one call is milliseconds of work for one core, so
/// asynchronous code asks through [`crate::Embeddings`].
pub trait Embedder: Debug + Send + Sync + 'static {
    /// Names the model; vectors of different ids must not be compared.
    fn id(&self) -> &str;

    /// Numbers in a vector.
    fn dimensions(&self) -> usize;

    /// The languages that the model was trained for, as ISO 639-1 codes; empty when it takes any.
    /// Ranking may trust the vectors less for text in another language.
    fn languages(&self) -> &[String];

    /// The vector of `text`, L2-normalised. Text beyond the model's window is not looked at.
    fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError>;
}

/// An embedding could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// The model's folder cannot be used.
    #[error("the embedder cannot be loaded: {0}")]
    Load(String),
    /// The model failed on this text.
    #[error("the embedder failed: {0}")]
    Run(String),
    /// An endpoint does not answer now; it may later.
    #[error("the embedding endpoint is not available: {0}")]
    Unavailable(String),
    /// An endpoint does not want us, or does not speak the protocol: trying again does not help.
    #[error("the embedding endpoint cannot be used: {0}")]
    Refused(String),
    /// The embedder's threads are gone: the server is shutting down.
    #[error("the embedder has stopped")]
    Stopped,
}
