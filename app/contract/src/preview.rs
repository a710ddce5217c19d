//! Looking at a document without opening it in the program that made it.

use serde::{Deserialize, Serialize};

/// How a document can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PreviewKind {
    /// Pictures of its pages: `…/preview/pages/{page}`.
    Pages,
    /// A page of HTML made from it, without scripts and without anything from elsewhere: `…/preview/frame`.
    Frame,
    /// It cannot be shown; `note` says why.
    Nothing,
}

/// How a version of a document is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The version.
    pub version: i32,
    /// How.
    pub kind: PreviewKind,
    /// By content.
    pub media_type: String,
    /// Pages, where the format has them.
    pub pages: Option<u32>,
    /// What to know: why there is nothing to see, or why it looks plainer than the original.
    pub note: Option<String>,
}

/// A stretch of what the bot reads of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextSection {
    /// Page of the original, from 1.
    pub page: Option<u32>,
    /// The text: headings begin with `#`, list entries with their marker, table rows with `|`.
    pub text: String,
}

/// What the bot reads of a version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtractedText {
    /// The version.
    pub version: i32,
    /// What the document calls itself.
    pub title: Option<String>,
    /// ISO 639-1, detected.
    pub language: Option<String>,
    /// In reading order.
    pub sections: Vec<TextSection>,
    /// There is more than is shown.
    pub truncated: bool,
}
