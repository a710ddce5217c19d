//! Blocks to passages: what is found, embedded, shown and cited.
//!
//! A passage stays within one section and knows the headings above it. Its size is that of about 200 English
//! words, so that the local embedder (256 tokens) reads nearly all of it. Cuts fall between blocks where they can,
//! then between sentences, then words; never within a table row or a line of code that fits a passage. Passages
//! do not overlap: each carries its headings instead, and the neighbours are one id away.

mod pack;
mod section;
mod size;
mod units;

use crate::document::Extracted;

/// How big passages are, in sizes of Latin letters; see the weights in `size.rs` for other characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkOptions {
    /// What a passage should have, roughly.
    pub target_size: usize,
    /// What no passage exceeds. Also a bound on its characters.
    pub max_size: usize,
    /// Neighbouring sections that are both smaller are joined.
    pub tiny_size: usize,
}

impl Default for ChunkOptions {
    fn default() -> Self {
        Self { target_size: 1_100, max_size: 1_600, tiny_size: 90 }
    }
}

/// A passage before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkDraft {
    /// Its place in the document, from 0.
    pub ordinal: u32,
    /// The headings above it, outermost first, without the document's title; of a sheet's table also "Rows 2–40".
    pub heading_path: Vec<String>,
    /// The page it begins on, counted from 1, where the format has pages.
    pub page: Option<u32>,
    /// The text, never blank.
    pub text: String,
}

/// The passages of a document, in reading order. No word of the blocks is lost: each is in a passage's text or
/// in its heading path (or is the title).
pub fn chunk(extracted: &Extracted, options: &ChunkOptions) -> Vec<ChunkDraft> {
    let sections = section::merge_tiny(section::split(extracted, options), options);
    let mut drafts = Vec::new();
    for section in sections {
        for passage in pack::pack(section.units, options) {
            let ordinal = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
            let mut heading_path = section.path.clone();
            // Where to look it up in the sheet.
            heading_path.extend(passage.rows.map(row_range));
            drafts.push(ChunkDraft { ordinal, heading_path, page: passage.page, text: passage.text });
        }
    }
    drafts
}

fn row_range((first, last): (u32, u32)) -> String {
    if first == last { format!("Row {first}") } else { format!("Rows {first}–{last}") }
}

#[cfg(test)]
mod tests;
