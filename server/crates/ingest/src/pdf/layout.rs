//! The lines of a PDF's pages to headings, paragraphs and lists.
//!
//! A PDF knows places and sizes, not structure: what is larger or bolder than the body is taken for a heading,
//! what repeats at the edge of the pages is left out. Where the signs are weak the text stays a paragraph.

use std::collections::HashMap;

use super::{edges::without_running_lines, paragraph::Paragraph};
use crate::{
    document::{Block, Content, Extracted},
    plain,
};

/// Longer lines are text, however large.
const LONGEST_HEADING: usize = 120;
/// How much larger than the body a heading's letters are.
const HEADING_RATIO: f32 = 1.12;
/// Headings by size get the levels up to this one; bold and numbered lines the next.
const SIZE_LEVELS: usize = 3;

/// One line of a page as it is read; an empty one stands for a gap.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// In points, where it could be told.
    pub(super) size: Option<f32>,
    pub(super) bold: bool,
    /// A table that stands here instead of text.
    pub(super) table: Option<Content>,
}

impl Line {
    /// Whether it stands for a gap.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.table.is_none()
    }
}

/// Blocks and title of all pages.
pub(super) fn document(pages: Vec<Vec<Line>>) -> Extracted {
    let page_count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let pages = without_running_lines(pages);
    let styles = Styles::of(&pages);
    let mut blocks = Vec::new();
    for (number, lines) in (1..).zip(&pages) {
        page_blocks(lines, number, &styles, &mut blocks);
    }
    let title = title(&blocks);
    Extracted { title, blocks, pages: Some(page_count), ..Extracted::default() }
}

/// The document's title is a heading that opens it and is larger than all others.
fn title(blocks: &[Block]) -> Option<String> {
    let level_of = |block: &Block| match &block.content {
        Content::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let first = blocks.first()?;
    let level = level_of(first)?;
    let others = blocks.iter().skip(1).filter_map(level_of).min();
    match (&first.content, others) {
        (Content::Heading { text, .. }, others) if others.is_none_or(|other| other > level) => {
            Some(text.clone())
        }
        _ => None,
    }
}

fn page_blocks(lines: &[Line], page: u32, styles: &Styles, blocks: &mut Vec<Block>) {
    let mut paragraph = Paragraph::new(typical_length(lines));
    let mut last_heading: Option<u8> = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(table) = &line.table {
            paragraph.end(page, blocks);
            last_heading = None;
            let table = with_header_of(blocks.last(), table.clone(), page);
            blocks.push(Block::on_page(table, page));
            continue;
        }
        if line.text.is_empty() {
            let next = lines.get(index + 1..).unwrap_or_default().iter().find(|line| !line.text.is_empty());
            if !paragraph.goes_on_after_gap(next.map_or("", |line| line.text.as_str())) {
                paragraph.end(page, blocks);
            }
            last_heading = None;
            continue;
        }
        if let Some(level) = styles.heading_level(line) {
            paragraph.end(page, blocks);
            match blocks.last_mut() {
                // A heading that runs over two lines.
                Some(Block { content: Content::Heading { text, .. }, .. })
                    if last_heading == Some(level) && text.len() + line.text.len() <= LONGEST_HEADING =>
                {
                    text.push(' ');
                    text.push_str(&line.text);
                }
                _ => blocks.push(Block::on_page(Content::heading(level, line.text.clone()), page)),
            }
            last_heading = Some(level);
            continue;
        }
        last_heading = None;
        if let Some((marker, item)) = plain::list_item(&line.text) {
            paragraph.end(page, blocks);
            paragraph.start_item(marker, item);
        } else {
            if paragraph.is_ended_by(&line.text) {
                paragraph.end(page, blocks);
            }
            paragraph.push(&line.text);
        }
    }
    paragraph.end(page, blocks);
}

/// A table that goes on from the page before has the header that stands there.
fn with_header_of(last: Option<&Block>, table: Content, page: u32) -> Content {
    let columns = |line: &str| line.matches(" | ").count();
    match (last, table) {
        (
            Some(Block { page: Some(before), content: Content::Table { header: above, .. }, .. }),
            Content::Table { header, rows },
        ) if header.is_empty()
            && before + 1 == page
            && rows.iter().all(|row| columns(row) == columns(above)) =>
        {
            Content::Table { header: above.clone(), rows }
        }
        (_, table) => table,
    }
}

/// The length that most full lines of the page reach.
fn typical_length(lines: &[Line]) -> usize {
    let mut lengths: Vec<usize> =
        lines.iter().map(|line| line.text.chars().count()).filter(|length| *length > 0).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0)
}

/// What the letters of the document's body look like, and which sizes are above it.
struct Styles {
    body_size: f32,
    body_is_bold: bool,
    /// Sizes of headings in tenths of a point, largest first.
    heading_sizes: Vec<i32>,
}

impl Styles {
    fn of(pages: &[Vec<Line>]) -> Self {
        let mut letters_by_size: HashMap<i32, usize> = HashMap::new();
        let (mut bold, mut all) = (0, 0);
        for line in pages.iter().flatten() {
            let letters = line.text.chars().count();
            all += letters;
            bold += if line.bold { letters } else { 0 };
            if let Some(size) = line.size {
                *letters_by_size.entry(tenths(size)).or_default() += letters;
            }
        }
        let body = letters_by_size
            .iter()
            .max_by_key(|(size, letters)| (**letters, **size))
            .map_or(0, |(size, _)| *size);
        let threshold = from_tenths(body) * HEADING_RATIO;
        let mut heading_sizes: Vec<i32> =
            letters_by_size.into_keys().filter(|size| body > 0 && from_tenths(*size) >= threshold).collect();
        heading_sizes.sort_unstable_by(|one, other| other.cmp(one));
        Self { body_size: from_tenths(body), body_is_bold: bold * 2 > all, heading_sizes }
    }

    fn heading_level(&self, line: &Line) -> Option<u8> {
        let text = line.text.as_str();
        let letters = text.chars().filter(|character| character.is_alphabetic()).count();
        let length = text.chars().count();
        let ends_like_text = text.ends_with(['.', ',', ';', ':', '-', '。']);
        if letters < 3 || letters * 2 < length || length > LONGEST_HEADING || ends_like_text {
            return None;
        }
        let size = line.size?;
        let rank = self.heading_sizes.iter().position(|heading| *heading == tenths(size));
        if let Some(rank) = rank {
            return u8::try_from(rank.min(SIZE_LEVELS - 1) + 1).ok();
        }
        // Smaller than the body is a caption or a note, whatever else it is.
        let body_sized = size >= self.body_size * 0.95;
        let starts_well = !text.starts_with(char::is_lowercase) && plain::list_item(text).is_none();
        let bold_alone = line.bold && !self.body_is_bold && length <= 80;
        (body_sized && starts_well && (bold_alone || is_numbered_heading(text))).then_some(4)
    }
}

/// "5.1 Setting up": two numbers at least, as one alone is more often a list.
fn is_numbered_heading(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(' ') else { return false };
    let parts: Vec<&str> = number.trim_end_matches('.').split('.').collect();
    let numbered = parts.len() >= 2
        && parts
            .iter()
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    numbered && rest.trim_start().starts_with(char::is_uppercase) && text.chars().count() <= 80
}

#[expect(clippy::cast_possible_truncation, reason = "clamped before: a size in tenths of a point fits")]
fn tenths(size: f32) -> i32 {
    (size.clamp(0.0, 10_000.0) * 10.0).round() as i32
}

fn from_tenths(size: i32) -> f32 {
    f32::from(i16::try_from(size).unwrap_or(i16::MAX)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::{Line, document};
    use crate::document::Content;

    fn line(size: f32, text: &str) -> Line {
        Line { text: text.into(), size: Some(size), ..Line::default() }
    }

    #[test]
    fn structure_is_told_by_size_and_gaps() {
        let page = vec![
            line(20.0, "Pump manual"),
            line(14.0, "Starting"),
            line(10.0, "Open the valve and press the green but-"),
            line(10.0, "ton for as long as the lamp is dark."),
            Line::default(),
            line(10.0, "1.2 Notes"),
            line(10.0, "• Wear gloves in all of the rooms that"),
            line(10.0, "are marked"),
            line(10.0, "• Call us"),
            line(14.0, "Stopping"),
            line(10.0, "Press the red button."),
        ];
        let extracted = document(vec![page]);
        let contents: Vec<Content> = extracted.blocks.into_iter().map(|block| block.content).collect();
        let item = |text: &str| Content::ListItem { depth: 0, marker: "-".into(), text: text.into() };
        assert_eq!(
            contents,
            vec![
                Content::heading(1, "Pump manual"),
                Content::heading(2, "Starting"),
                Content::paragraph(
                    "Open the valve and press the green button for as long as the lamp is dark."
                ),
                Content::heading(4, "1.2 Notes"),
                item("Wear gloves in all of the rooms that are marked"),
                item("Call us"),
                Content::heading(2, "Stopping"),
                Content::paragraph("Press the red button."),
            ]
        );
        assert_eq!(extracted.title.as_deref(), Some("Pump manual"));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(document(vec![]).blocks.is_empty());
        assert!(document(vec![vec![Line::default()]]).blocks.is_empty());
    }
}
