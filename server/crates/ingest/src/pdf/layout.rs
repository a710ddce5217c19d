//! The lines of a PDF's pages to paragraphs, lists and headings.

use crate::{
    document::{Block, Content},
    plain,
};

/// The blocks of all pages.
pub(super) fn blocks(pages: &[String]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for block in plain::parse(page).blocks {
            blocks.push(Block::on_page(block.content, number));
        }
    }
    blocks.retain(|block| !matches!(&block.content, Content::Paragraph { text } if text.is_empty()));
    blocks
}
