//! What goes into an index.

use crate::Language;

/// A passage to index. Ids are UUIDs as numbers; their order decides between equal scores.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexedChunk {
    /// The passage.
    pub chunk: u128,
    /// Its document.
    pub document: u128,
    /// Its language; told from the text when absent.
    pub language: Option<Language>,
    /// Name of the document.
    pub title: String,
    /// Headings above the passage.
    pub headings: Vec<String>,
    /// The passage itself.
    pub text: String,
    /// Its embedding, of any length but zero; absent when there is none by the embedder in use.
    pub vector: Option<Vec<f32>>,
}
