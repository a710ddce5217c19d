//! Search over a bot's passages.

use serde::{Deserialize, Serialize};

use crate::ids::{ChunkId, DocumentId};

/// The parts of a hit's score; each is between 0 and 1, and `score` is their fusion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoreParts {
    /// Cosine of question and passage; absent when there is no embedder or no vector, or when the
    /// embedder does not know the passage's language and its cosine means little.
    pub vector: Option<f32>,
    /// BM25 as a share of the most that this query could get.
    pub keyword: f32,
    /// The part of `keyword` that came by trigram similarity (typos, part numbers).
    pub trigram: f32,
}

/// One passage, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// The document.
    pub document_id: DocumentId,
    /// The importer's id of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The passage.
    pub chunk_id: ChunkId,
    /// Document name.
    pub document_name: String,
    /// What the document calls itself, or else its name.
    #[serde(default)]
    pub document_title: String,
    /// Where the original can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headings above the passage, outermost first.
    pub heading_path: Vec<String>,
    /// Page of the original, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// The passage.
    pub text: String,
    /// 0 to 1; means the same from query to query.
    pub score: f32,
    /// What it is made of.
    pub parts: ScoreParts,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResults {
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// False when the embedder is missing and only keywords were searched.
    pub semantic: bool,
    /// Time in the index, the question's embedding apart.
    pub took_ms: f32,
}
