//! The passages of a document, as people look at them and change them.

use serde::{Deserialize, Serialize};

use crate::ids::{ChunkId, ConversationId, DocumentId, MessageId};

/// A passage: the unit of search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentPassage {
    /// Id. A new version of the document has passages with new ids.
    pub id: ChunkId,
    /// Its document.
    pub document_id: DocumentId,
    /// Its place in the document, from 0.
    pub ordinal: i32,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// Page of the original, from 1.
    pub page: Option<i32>,
    /// The passage, as it is searched and shown to the model.
    pub text: String,
    /// What the document says here, when a person has changed the text.
    pub original_text: Option<String>,
    /// False: no answer uses it.
    pub enabled: bool,
    /// True: it is given to every answer for which the bot finds anything at all.
    pub pinned: bool,
    /// Whether it can be found by meaning, or by its words only.
    pub has_vector: bool,
    /// Who changed the text.
    pub edited_by: Option<String>,
    /// RFC 3339.
    pub edited_at: Option<String>,
    /// Raised by every change; a change names the one that it was made from.
    pub revision: i32,
    /// Answers that cited it.
    pub answers: i64,
}

/// What to change of a passage. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassage {
    /// The revision that was read; 409 `changed_meanwhile` when it is not the present one.
    pub revision: i32,
    /// New text. It is embedded at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// True: back to the document's own words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restore: bool,
    /// Whether answers may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether it is always given to answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
}

/// Which passages of a document to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct PassageQuery {
    /// Words that the passage must hold, wherever they stand.
    pub q: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// How many, 1 to 100; 50 when absent.
    pub limit: Option<u32>,
}

/// An answer that stood on a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassageAnswer {
    /// The answer.
    pub message_id: MessageId,
    /// The conversation that it is in.
    pub conversation_id: ConversationId,
    /// What was asked, shortened.
    pub question: String,
    /// What was answered, shortened.
    pub answer: String,
    /// RFC 3339.
    pub created_at: String,
}

/// A change that a new version of the document has no place for: it does not say the same there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LostPassage {
    /// What the document said.
    pub original_text: String,
    /// What people made of it.
    pub text: String,
    /// Whether answers could use it.
    pub enabled: bool,
    /// Whether it was pinned.
    pub pinned: bool,
}
