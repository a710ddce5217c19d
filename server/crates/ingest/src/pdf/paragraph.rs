//! Lines joined to paragraphs and list entries.

use crate::document::{Block, Content};

/// A paragraph or a list entry under construction.
pub(super) struct Paragraph {
    text: String,
    marker: Option<String>,
    last_length: usize,
    typical_length: usize,
}

impl Paragraph {
    /// `typical_length` is that of the page's full lines.
    pub(super) fn new(typical_length: usize) -> Self {
        Self { text: String::new(), marker: None, last_length: 0, typical_length }
    }

    /// Adds the next line.
    pub(super) fn push(&mut self, line: &str) {
        let line = line.trim();
        if let Some(stem) = broken_word(&self.text, line) {
            self.text.truncate(stem);
        } else if !self.text.is_empty() {
            match self.last_line_was_full() || self.marker.is_some() {
                true if self.text.ends_with(is_written_without_spaces)
                    && line.starts_with(is_written_without_spaces) => {}
                true => self.text.push(' '),
                false => self.text.push('\n'),
            }
        }
        self.text.push_str(line);
        self.last_length = line.chars().count();
    }

    /// Begins a list entry.
    pub(super) fn start_item(&mut self, marker: &str, text: &str) {
        self.marker = Some(marker.to_owned());
        self.push(text);
    }

    /// Whether this line begins a new paragraph although there is no gap: the last one was short and ended a
    /// sentence.
    pub(super) fn is_ended_by(&self, line: &str) -> bool {
        let ended = self.text.ends_with(['.', '!', '?', '。']);
        ended
            && !self.last_line_was_full()
            && line.starts_with(|first: char| first.is_uppercase() || first.is_numeric())
    }

    /// Whether the sentence goes on behind a gap, as it does around pictures.
    pub(super) fn goes_on_after_gap(&self, next: &str) -> bool {
        let open = self.text.ends_with(|last: char| last.is_lowercase() || matches!(last, ',' | '-'));
        open && self.last_line_was_full() && next.starts_with(char::is_lowercase)
    }

    /// Puts what there is into the blocks.
    pub(super) fn end(&mut self, page: u32, blocks: &mut Vec<Block>) {
        let text = std::mem::take(&mut self.text);
        let marker = self.marker.take();
        self.last_length = 0;
        if text.trim().is_empty() {
            return;
        }
        let content = match marker {
            Some(marker) => Content::ListItem { depth: 0, marker, text },
            None => Content::Paragraph { text },
        };
        blocks.push(Block::on_page(content, page));
    }

    fn last_line_was_full(&self) -> bool {
        self.last_length * 5 >= self.typical_length * 3
    }
}

/// Chinese and Japanese; Korean has spaces.
fn is_written_without_spaces(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff0f}')
}

/// Where to cut the hyphen off, when the next line goes on with the word it broke.
fn broken_word(text: &str, next: &str) -> Option<usize> {
    let stem = text.strip_suffix('-')?;
    let breaks = stem.ends_with(char::is_lowercase) && next.starts_with(char::is_lowercase);
    breaks.then_some(stem.len())
}
