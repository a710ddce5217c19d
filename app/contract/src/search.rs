//! Search over a bot's passages.

use serde::{Deserialize, Serialize};

use crate::ids::{ChunkId, DocumentId, TestQuestionId};
use crate::reranking::Reranking;

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

/// A passage that says the same as a better one and is not shown itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duplicate {
    /// Its document.
    pub document_id: DocumentId,
    /// The passage.
    pub chunk_id: ChunkId,
}

/// A hit, and what says the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundHit {
    /// The passage.
    #[serde(flatten)]
    pub hit: SearchHit,
    /// With `collapse=true`: passages with the same words and the same numbers that were left out for this
    /// one, best first, 100 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchResults {
    /// Best first.
    pub hits: Vec<FoundHit>,
    /// False when the embedder is missing and only keywords were searched.
    pub semantic: bool,
    /// Time in the index, the question's embedding apart.
    pub took_ms: f32,
}

/// A hit, and why it stands where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedHit {
    /// The passage.
    #[serde(flatten)]
    pub hit: SearchHit,
    /// How well it answers, by whoever took a second look; absent where nobody did. It decides the order
    /// then, and `score` does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reranked: Option<f32>,
    /// How many passages that say the same were left out.
    pub repetitions: u32,
    /// The first 100 of them, best first.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
    /// How `score` came about: the parts add up to it.
    #[serde(default)]
    pub fusion: Vec<FusionPart>,
    /// What each word of the question gave to `parts.keyword`.
    pub why: Vec<WhyTerm>,
    /// Where `text` has those words: pairs of first character and the one after the last.
    pub marks: Vec<(u32, u32)>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FusionPart {
    /// Which one.
    pub part: FusionSide,
    /// What it counts for, 0 to 1.
    pub weight: f32,
    /// What it found, 0 to 1.
    pub value: f32,
    /// What it adds to the score: the product of both.
    pub adds: f32,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FusionSide {
    /// The cosine of question and passage. It counts for half where the embedder does not know the language.
    Vector,
    /// Words as they were typed.
    Keyword,
    /// Words of similar spelling.
    Trigram,
}

/// What a word of a question gave to a hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhyTerm {
    /// As it was typed.
    pub word: String,
    /// The term of the index by which it was found; empty when there is none.
    pub term: String,
    /// How it was found.
    pub by: WhyBy,
    /// How many passages of the bot hold it.
    pub passages: u32,
    /// Its inverse document frequency: rare words count more.
    pub idf: f32,
    /// What it added to the hit's keyword score; 0 when the passage does not hold it.
    pub share: f32,
    /// What of `share` would be missing without the document's title and the headings above the passage.
    #[serde(default)]
    pub above: f32,
}

/// How a word of a question was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WhyBy {
    /// As it was typed.
    Word,
    /// It only holds the sentence together, and counts little.
    FunctionWord,
    /// By similar spelling.
    Spelling,
    /// As a piece of a compound, or as two words in one.
    Compound,
    /// As its short or its long form, which some passage explains: `service level agreement (SLA)`.
    OtherForm,
    /// Two words that stand together.
    Together,
    /// No passage of the bot has it or anything like it.
    Nothing,
}

/// The answer of the search console.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedResults {
    /// Best first.
    pub hits: Vec<ExplainedHit>,
    /// False when the embedder is missing and only keywords were searched.
    pub semantic: bool,
    /// Time for the question's embedding.
    pub embed_ms: f32,
    /// Time in the index.
    pub took_ms: f32,
    /// The second look; absent where nobody was to take one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reranking: Option<Reranking>,
}

/// Which documents a search looks at; what is absent does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SearchFilters {
    /// With this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Of this media type, as `application/pdf`.
    #[serde(default)]
    pub media_type: Option<String>,
    /// From where: `upload`, `import`, `web`, or the id of one web source.
    #[serde(default)]
    pub source: Option<String>,
    /// In this language (ISO 639-1).
    #[serde(default)]
    pub language: Option<String>,
    /// Added on this day or later (`2026-11-21`, UTC).
    #[serde(default)]
    pub from: Option<String>,
    /// Added on this day or earlier.
    #[serde(default)]
    pub until: Option<String>,
}

/// A wording that was searched for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedQuery {
    /// In lower case.
    pub query: String,
    /// How often, from the console, the API and visitors together.
    pub times: i64,
    /// Whether anything good was found the last time.
    pub found: bool,
    /// Score of the best hit then.
    pub best: f32,
    /// When that was.
    pub last_asked_at: String,
}

/// What was searched for in the last 30 days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHistory {
    /// Newest first.
    pub recent: Vec<AskedQuery>,
    /// Most frequent first.
    pub popular: Vec<AskedQuery>,
    /// Those without a good answer, most frequent first.
    pub unanswered: Vec<AskedQuery>,
}

/// What may be meant by the beginning of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// Whole questions: asked before, or written answers; best first.
    pub items: Vec<String>,
}

/// A question with the passage that should be found for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestQuestion {
    /// Id.
    pub id: TestQuestionId,
    /// What is asked.
    pub question: String,
    /// The document of the expected passage.
    pub document_id: DocumentId,
    /// Its title when the question was saved.
    pub document_title: String,
    /// The expected passage when the question was saved.
    pub chunk_id: ChunkId,
    /// Its words.
    pub passage: String,
    /// Where it was found last, from 1; absent: not among the first 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// When it was last looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ran_at: Option<String>,
    /// When it was made.
    pub created_at: String,
}

/// A test question to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTestQuestion {
    /// What is asked.
    pub question: String,
    /// The passage that should be found.
    pub chunk_id: ChunkId,
}

/// All test questions of a bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestQuestions {
    /// Newest first.
    pub items: Vec<TestQuestion>,
    /// After a run: how many were not asked in time. They are the first of the next run.
    #[serde(default)]
    pub left: u32,
}
