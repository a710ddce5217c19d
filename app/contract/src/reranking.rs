//! A second look at what a search found.

use serde::{Deserialize, Serialize};

/// Who takes a second look at the first passages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RerankerKind {
    /// Nobody: the order is that of words and meaning.
    #[default]
    Off,
    /// The chat model that answers for the bot: one more request before each answer.
    ChatModel,
    /// A cross-encoder on the server, where its operator installed one.
    CrossEncoder,
}

impl RerankerKind {
    /// All of them, as they are offered.
    pub const ALL: [Self; 3] = [Self::Off, Self::ChatModel, Self::CrossEncoder];

    /// Its word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::ChatModel => "chat_model",
            Self::CrossEncoder => "cross_encoder",
        }
    }

    /// The one with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a bot's reranker is, and what it could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RerankerSettings {
    /// In use.
    pub kind: RerankerKind,
    /// Those that can work here: a chat model other than the built-in answerer, a cross-encoder that is
    /// installed.
    pub available: Vec<RerankerKind>,
}

/// `PUT /bots/{id}/reranker`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetReranker {
    /// The one to use.
    pub kind: RerankerKind,
}

/// What came of a second look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reranking {
    /// Who looked.
    pub kind: RerankerKind,
    /// Names the model.
    pub model: String,
    /// How long it took.
    pub took_ms: f32,
    /// Why the first order stands, where it does: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
