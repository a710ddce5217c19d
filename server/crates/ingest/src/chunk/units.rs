//! Blocks cut into the smallest parts that a passage is made of.

use std::rc::Rc;

use unicode_segmentation::UnicodeSegmentation;

use super::size::{size_of, size_of_char};
use crate::document::{Block, Content};

/// A part that is not divided any more.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) size: usize,
    pub(super) page: Option<u32>,
    /// The row of a sheet that it is or is part of.
    pub(super) row: Option<u32>,
    /// What stands between it and the part before, when both are in one passage.
    pub(super) glue: &'static str,
    /// Whether a block begins here, the better place to cut.
    pub(super) starts_block: bool,
    /// "Do the following:" belongs to what follows.
    pub(super) introduces: bool,
    /// Repeated when a passage begins with this part.
    pub(super) table_header: Option<Rc<str>>,
}

/// The parts of a block, each at most `max` in size.
pub(super) fn of_block(block: &Block, target: usize, max: usize) -> Vec<Unit> {
    let mut units = match &block.content {
        Content::Heading { text, .. } => of_text(text, "\n\n", target, max),
        Content::Paragraph { text } => of_text(text, "\n\n", target, max),
        Content::ListItem { depth, marker, text } => {
            let indented = format!("{}{marker} {text}", "  ".repeat(usize::from(*depth)));
            of_text(&indented, "\n", target, max)
        }
        Content::Table { header, rows } => of_table(header, rows, &block.row_numbers, target, max),
        Content::Code { text } => of_lines(text, target, max),
    };
    for unit in &mut units {
        unit.page = block.page;
    }
    if let Some(first) = units.first_mut() {
        first.starts_block = true;
    }
    if let Some(last) = units.last_mut() {
        last.introduces = last.text.ends_with([':', '：']) && last.table_header.is_none();
    }
    units
}

fn unit(text: &str, glue: &'static str) -> Unit {
    let size = size_of(text) + glue.len();
    Unit {
        text: text.to_owned(),
        size,
        page: None,
        row: None,
        glue,
        starts_block: false,
        introduces: false,
        table_header: None,
    }
}

fn of_text(text: &str, glue: &'static str, target: usize, max: usize) -> Vec<Unit> {
    let text = text.trim_end();
    if text.trim().is_empty() {
        return Vec::new();
    }
    // Small enough to stay whole. Longer ones are cut by sentences, so that passages can be filled evenly.
    if size_of(text) + glue.len() <= target.min(max) {
        return vec![unit(text, glue)];
    }
    let mut glue = glue;
    let mut units = Vec::new();
    for sentence in text.split_sentence_bounds() {
        let ends_line = sentence.ends_with('\n');
        for part in parts_within(sentence.trim(), max.saturating_sub(2)) {
            units.push(unit(part, glue));
            glue = "";
        }
        if !units.is_empty() {
            // Scripts without spaces have none between sentences either.
            let spaced = sentence.ends_with(char::is_whitespace);
            glue = if ends_line {
                "\n"
            } else if spaced {
                " "
            } else {
                ""
            };
        }
    }
    units
}

fn of_table(header: &str, rows: &[String], numbers: &[u32], target: usize, max: usize) -> Vec<Unit> {
    let header = header.trim();
    let header_size = size_of(header) + 1;
    let repeats = !header.is_empty() && header_size * 3 <= target;
    let mut units = Vec::new();
    for part in parts_within(header, max.saturating_sub(2)) {
        units.push(unit(part, if units.is_empty() { "\n\n" } else { " " }));
    }
    let room = if repeats { max.saturating_sub(header_size + 2) } else { max.saturating_sub(2) };
    let shared: Option<Rc<str>> = repeats.then(|| Rc::from(header));
    for (index, row) in rows.iter().enumerate() {
        let mut glue = if units.is_empty() { "\n\n" } else { "\n" };
        let number = numbers.get(index).copied();
        for part in parts_within(row.trim(), room) {
            units.push(Unit { table_header: shared.clone(), row: number, ..unit(part, glue) });
            glue = " ";
        }
    }
    // The header alone must not end a passage.
    if repeats && let Some(first) = units.first_mut() {
        first.introduces = rows.iter().any(|row| !row.trim().is_empty());
    }
    units
}

fn of_lines(text: &str, target: usize, max: usize) -> Vec<Unit> {
    if size_of(text) + 2 <= target.min(max) {
        return vec![unit(text.trim_end(), "\n\n")]
            .into_iter()
            .filter(|unit| !unit.text.trim().is_empty())
            .collect();
    }
    let mut units = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        let mut glue = if units.is_empty() { "\n\n" } else { "\n" };
        let whole = size_of(line) <= max.saturating_sub(2);
        let parts = if whole { vec![line] } else { parts_within(line.trim(), max.saturating_sub(2)) };
        for part in parts {
            units.push(unit(part, glue));
            glue = " ";
        }
    }
    units
}

/// The text cut between words, and within a word only when it is bigger than `max` itself.
fn parts_within(text: &str, max: usize) -> Vec<&str> {
    let max = max.max(8);
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let cut = cut_at(rest, max);
        let (part, after) = rest.split_at(cut);
        parts.push(part.trim_end());
        rest = after.trim_start();
    }
    parts
}

/// Where to cut so that the first part is at most `max`: behind the last blank, else between characters as
/// people see them, else between code points.
fn cut_at(text: &str, max: usize) -> usize {
    let mut size = 0;
    let mut after_blank = None;
    let mut limit = None;
    for (at, character) in text.char_indices() {
        size += size_of_char(character);
        if size > max {
            limit = Some(at);
            break;
        }
        if character.is_whitespace() {
            after_blank = Some(at + character.len_utf8());
        }
    }
    let Some(limit) = limit else { return text.len() };
    if let Some(blank) = after_blank {
        return blank;
    }
    let boundary = text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= limit).last();
    boundary.filter(|at| *at > 0).unwrap_or(limit).max(text.chars().next().map_or(1, char::len_utf8))
}
