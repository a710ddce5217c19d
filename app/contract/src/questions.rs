//! Questions with answers that people wrote.

use serde::{Deserialize, Serialize};

use crate::ids::{BotId, QuestionId};

/// Whether a written answer is given to visitors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QuestionStatus {
    /// Not yet.
    #[default]
    Draft,
    /// To every question that is close enough.
    Approved,
}

impl QuestionStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
        }
    }

    /// Of the word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Approved].into_iter().find(|status| status.as_str() == word)
    }
}

/// A question with its written answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// Id.
    pub id: QuestionId,
    /// What is asked.
    pub question: String,
    /// What is said, as plain Markdown.
    pub answer: String,
    /// Whether it is given to visitors.
    pub status: QuestionStatus,
    /// Words to order by.
    pub tags: Vec<String>,
    /// How often it was given.
    pub hits: i64,
    /// When it was last given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// Raised by each change; send it along with yours.
    pub version: i32,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// A question and its answer, to be saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewQuestion {
    /// What is asked.
    pub question: String,
    /// What is said.
    pub answer: String,
    /// Whether it is given to visitors; a draft when absent.
    #[serde(default)]
    pub status: QuestionStatus,
    /// Words to order by.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A change of a question; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateQuestion {
    /// The version that was changed. When somebody else changed it meanwhile, the answer is 409.
    pub version: i32,
    /// What is asked.
    #[serde(default)]
    pub question: Option<String>,
    /// What is said.
    #[serde(default)]
    pub answer: Option<String>,
    /// Whether it is given to visitors.
    #[serde(default)]
    pub status: Option<QuestionStatus>,
    /// Words to order by.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
}

/// Which questions are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct QuestionQuery {
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many items, 1 to 100; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `draft` or `approved`.
    #[serde(default)]
    pub status: Option<String>,
    /// With this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// With these letters in question or answer.
    #[serde(default)]
    pub q: Option<String>,
}

/// What became of an imported file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionImport {
    /// Pairs that were added.
    pub accepted: u32,
    /// Lines that were not, with the reason; the first 1,000.
    pub rejected: Vec<RejectedRow>,
    /// How many lines were not.
    #[serde(default)]
    pub rejected_total: u32,
    /// The last line that was looked at, when the file goes on behind it: reading ends where there is room for no
    /// more pairs, or at 1,000 wrong lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<u32>,
}

/// A line of a file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedRow {
    /// Its number in the file, from 1.
    pub line: u32,
    /// Stable.
    pub code: String,
    /// For people.
    pub message: String,
}

/// An exchange of a conversation as a question and answer that a person may keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftQuestion {
    /// The bot that answered.
    pub bot_id: BotId,
    /// What was asked, in the visitor’s words.
    pub question: String,
    /// What was answered, without the numbers of its sources.
    pub answer: String,
}

/// An answer as it was shown, without the numbers of its sources: the draft has none.
pub fn without_sources(answer: &str) -> String {
    let mut out = String::with_capacity(answer.len());
    let mut rest = answer;
    while let Some((before, after)) = rest.split_once('[') {
        match after.split_once(']').filter(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
            Some((_, beyond)) => {
                out.push_str(before.trim_end_matches(' '));
                rest = beyond;
            }
            None => {
                out.push_str(before);
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_taken_out_and_other_brackets_stay() {
        assert_eq!(without_sources("Two years [1]. See [the terms] [2]"), "Two years. See [the terms]");
        assert_eq!(without_sources("[x"), "[x");
        assert_eq!(without_sources("[]"), "[]");
    }
}
