//! What every format is turned into: a title and a list of blocks, in reading order.

use serde::{Deserialize, Serialize};

/// The readable content of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The document's own title, where it has one; the file name is the caller's fallback.
    pub title: Option<String>,
    /// The content, in reading order. The title's own heading is among them.
    pub blocks: Vec<Block>,
    /// How many pages, where the format has pages.
    pub pages: Option<u32>,
    /// Pages that show something but gave no text, counted from 1: pictures of text, as a scanner makes them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unread_pages: Vec<u32>,
    /// ISO 639-1, when the text is long and clear enough to tell.
    pub language: Option<String>,
}

/// One piece of content and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Counted from 1, where the format has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// Of a table from a sheet: the number of each of its rows there, counted from 1.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub row_numbers: Vec<u32>,
    /// The content.
    #[serde(flatten)]
    pub content: Content,
}

/// The kinds of content that chunking tells apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Opens a section.
    Heading {
        /// 1 (the document) to 6.
        level: u8,
        /// One line.
        text: String,
    },
    /// Running text; may hold line breaks that mean something.
    Paragraph {
        /// The text.
        text: String,
    },
    /// One entry of a list.
    ListItem {
        /// 0 for the outermost list.
        depth: u8,
        /// `-`, or the number with its dot.
        marker: String,
        /// The text; may hold line breaks.
        text: String,
    },
    /// A table; each row is one line of `| a | b |`.
    Table {
        /// Repeated with each part when the table is split; may be empty.
        header: String,
        /// The others.
        rows: Vec<String>,
    },
    /// Program text or anything else whose lines must stay as they are.
    Code {
        /// The lines.
        text: String,
    },
}

impl Block {
    /// A block of a format without pages.
    pub fn new(content: Content) -> Self {
        Self { page: None, row_numbers: Vec::new(), content }
    }

    /// The same block on a page, counted from 1.
    pub fn on_page(content: Content, page: u32) -> Self {
        Self { page: Some(page), ..Self::new(content) }
    }
}

impl Content {
    /// A paragraph.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into() }
    }

    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// Whether there is nothing to read in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Heading { text, .. }
            | Self::Paragraph { text }
            | Self::ListItem { text, .. }
            | Self::Code { text } => text.trim().is_empty(),
            Self::Table { header, rows } => {
                header.trim().is_empty() && rows.iter().all(|row| row.trim().is_empty())
            }
        }
    }
}

impl Extracted {
    /// The whole content as plain text, one block after the other.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match &block.content {
                Content::Heading { text: t, .. }
                | Content::Paragraph { text: t }
                | Content::Code { text: t } => {
                    text.push_str(t);
                }
                Content::ListItem { marker, text: t, .. } => {
                    text.push_str(marker);
                    text.push(' ');
                    text.push_str(t);
                }
                Content::Table { header, rows } => {
                    text.push_str(header);
                    for row in rows {
                        text.push('\n');
                        text.push_str(row);
                    }
                }
            }
            text.push('\n');
        }
        text
    }

    /// Bytes of text in all.
    pub fn text_bytes(&self) -> usize {
        self.blocks
            .iter()
            .map(|block| match &block.content {
                Content::Heading { text, .. } | Content::Paragraph { text } | Content::Code { text } => {
                    text.len()
                }
                Content::ListItem { text, marker, .. } => text.len() + marker.len(),
                Content::Table { header, rows } => header.len() + rows.iter().map(String::len).sum::<usize>(),
            })
            .sum()
    }
}
