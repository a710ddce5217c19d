//! Tags of a workspace: one vocabulary for everything that can be tagged.

use serde::{Deserialize, Serialize};

use crate::ids::TagId;

/// The colours that a tag can have; each has a light and a dark form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TagColor {
    /// No particular one.
    #[default]
    Grey,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
}

impl TagColor {
    /// All, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::Grey,
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Purple,
    ];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Purple => "purple",
        }
    }

    /// The colour of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.as_str() == text)
    }
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tag {
    /// Id.
    pub id: TagId,
    /// As it is shown; names that differ in case or in the form of their characters only are one tag.
    pub name: String,
    /// Colour.
    pub color: TagColor,
    /// What it is for.
    pub description: String,
    /// Documents that have it: of the bot that was asked about, or of the whole workspace.
    pub documents: i64,
    /// Written answers that have it: of the bot that was asked for, or of all.
    #[serde(default)]
    pub questions: i64,
    /// Web sources whose pages get it: of the bot that was asked for, or of all.
    #[serde(default)]
    pub sources: i64,
    /// Bots that answer only from tagged documents, this tag among them.
    pub bots: i64,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// `POST /tags`: only the name is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateTag {
    /// 1 to 50 characters.
    pub name: String,
    /// Colour.
    #[serde(default)]
    pub color: TagColor,
    /// What it is for; at most 300 characters.
    #[serde(default)]
    pub description: String,
}

/// `PATCH /tags/{id}`: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateTag {
    /// New name; everything that has the tag gets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<TagColor>,
    /// New description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `updated_at` as you last saw it; if somebody changed the tag since, nothing is changed (409).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_unchanged_since: Option<String>,
}

/// `POST /tags/{id}/merge`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeTag {
    /// The tag that stays; everything that has the other one gets it.
    pub into: TagId,
}
