//! Paragraphs and table rows under construction.

use std::collections::HashMap;

use crate::{
    document::{Block, Content},
    plain,
    table::Grid,
    text,
};

/// The styles that make headings.
#[derive(Default)]
pub(super) struct Styles {
    by_number: HashMap<i32, Style>,
    entry: i32,
    name: String,
    outline: Option<u8>,
}

#[derive(Clone, Copy)]
enum Style {
    Title,
    Heading(u8),
    Code,
    Contents,
}

impl Styles {
    pub(super) fn begin_entry(&mut self, number: i32) {
        self.entry = number;
    }

    pub(super) fn set_outline(&mut self, level: Option<i32>) {
        self.outline = level.and_then(|level| u8::try_from(level).ok());
    }

    pub(super) fn write_name(&mut self, text: &str) {
        if self.name.len() < 200 {
            self.name.push_str(text);
        }
    }

    pub(super) fn end_entry(&mut self) {
        let name = std::mem::take(&mut self.name).trim_end_matches([';', ' ']).to_lowercase();
        let outline = self.outline.take().filter(|level| *level < 9);
        let number = std::mem::take(&mut self.entry);
        let level = name.strip_prefix("heading ").and_then(|level| level.trim().parse::<u8>().ok());
        let style = match (name.as_str(), level.or(outline.map(|level| level + 1))) {
            ("title", _) => Some(Style::Title),
            (_, Some(level)) => Some(Style::Heading(level.clamp(1, 6))),
            (name, _) if name.starts_with("toc ") || name.starts_with("contents ") => Some(Style::Contents),
            (name, _) if ["preformatted", "code", "verbatim"].iter().any(|own| name.contains(own)) => {
                Some(Style::Code)
            }
            _ => None,
        };
        if let Some(style) = style {
            self.by_number.insert(number, style);
        }
    }
}

/// Blocks under construction.
#[derive(Default)]
pub(super) struct Paragraphs {
    /// The first half of a character that needs two.
    pub(super) high_half: Option<u16>,
    title: Option<String>,
    blocks: Vec<Block>,
    text: String,
    marker: String,
    style: Option<Style>,
    list_depth: u8,
    letters: usize,
    monospaced: usize,
    in_table: bool,
    cell: Vec<String>,
    row: Vec<String>,
    /// Of each cell of this row, whether it goes on from the row above.
    goes_on: Vec<bool>,
    cell_goes_on: bool,
    row_above: Vec<String>,
    grid: Grid,
    code: Vec<String>,
}

impl Paragraphs {
    pub(super) fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Unless the text is the address.
    pub(super) fn write_address(&mut self, address: &str) {
        let bare = address.trim_end_matches('/').rsplit("//").next().unwrap_or(address);
        if !self.text.trim_end().trim_end_matches('/').ends_with(bare) {
            self.text.push_str(&format!(" ({address})"));
        }
    }

    pub(super) fn write_marker(&mut self, text: &str) {
        if self.marker.len() < 64 {
            self.marker.push_str(text);
        }
    }

    /// Counts letters, to tell lines that are all in a font for code.
    pub(super) fn is_monospaced(&mut self, is_monospaced: bool, text: &str) {
        let letters = text.trim().chars().count();
        self.letters += letters;
        self.monospaced += if is_monospaced { letters } else { 0 };
    }

    pub(super) fn word(&mut self, name: &[u8], number: Option<i32>, styles: &Styles) {
        match name {
            b"par" | b"sect" | b"page" | b"column" => self.end_paragraph(),
            b"line" | b"softline" => self.text.push('\n'),
            b"tab" => self.text.push('\t'),
            b"emdash" => self.text.push('—'),
            b"endash" => self.text.push('–'),
            b"bullet" => self.text.push('•'),
            b"lquote" => self.text.push('‘'),
            b"rquote" => self.text.push('’'),
            b"ldblquote" => self.text.push('“'),
            b"rdblquote" => self.text.push('”'),
            b"emspace" | b"enspace" | b"qmspace" | b"nestcell" | b"nestrow" => self.text.push(' '),
            b"cell" => {
                self.end_cell_paragraph();
                let cell = self.cell.join(" ");
                self.cell.clear();
                // A merged cell may repeat; no table has more columns than this.
                if self.row.len() < 256 {
                    self.row.push(cell);
                }
            }
            b"trowd" => {
                self.goes_on.clear();
                self.cell_goes_on = false;
            }
            b"clvmrg" => self.cell_goes_on = true,
            b"cellx" => {
                if self.goes_on.len() < 256 {
                    self.goes_on.push(self.cell_goes_on);
                }
                self.cell_goes_on = false;
            }
            b"row" => {
                let mut row = std::mem::take(&mut self.row);
                for (index, _) in self.goes_on.iter().enumerate().filter(|(_, goes_on)| **goes_on) {
                    if let (Some(cell), Some(above)) = (row.get_mut(index), self.row_above.get(index))
                        && cell.is_empty()
                    {
                        cell.clone_from(above);
                    }
                }
                self.row_above.clone_from(&row);
                self.grid.push(None, row);
                self.in_table = true;
            }
            b"pard" => {
                self.in_table = false;
                self.style = None;
                self.list_depth = 0;
            }
            b"intbl" => self.in_table = true,
            b"s" => self.style = number.and_then(|number| styles.by_number.get(&number).copied()),
            b"outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                self.style = level.map(|level| Style::Heading((level + 1).min(6))).or(self.style);
            }
            b"ilvl" => {
                self.list_depth = number.and_then(|level| u8::try_from(level).ok()).unwrap_or(0).min(8)
            }
            _ => {}
        }
    }

    pub(super) fn finish(mut self) -> (Option<String>, Vec<Block>) {
        self.in_table = false;
        self.end_paragraph();
        self.end_table();
        self.end_code();
        (self.title, self.blocks)
    }

    fn end_paragraph(&mut self) {
        if self.in_table {
            self.end_cell_paragraph();
            return;
        }
        self.end_table();
        let mut raw = text::clean(&std::mem::take(&mut self.text));
        // Some programs write the marker as text, with a tab behind it.
        if self.marker.is_empty()
            && let Some((marker, rest)) = raw.split_once('\t')
            && plain::list_item(&format!("{marker} x")).is_some()
        {
            (self.marker, raw) = (marker.to_owned(), rest.to_owned());
        }
        let marker = text::one_line(&text::clean(&std::mem::take(&mut self.marker)));
        let all_monospaced = self.letters >= 8 && self.monospaced == self.letters;
        (self.letters, self.monospaced) = (0, 0);
        if matches!(self.style, Some(Style::Code))
            || (self.style.is_none() && all_monospaced && marker.is_empty())
        {
            if !raw.trim().is_empty() || !self.code.is_empty() {
                self.code.push(raw.trim_end().to_owned());
            }
            return;
        }
        self.end_code();
        let text = text::tidy_lines(&raw);
        if text.is_empty() {
            return;
        }
        let content = match self.style {
            Some(Style::Contents) => return,
            Some(Style::Title) => {
                self.title.get_or_insert_with(|| text::one_line(&text));
                Content::heading(1, text::one_line(&text))
            }
            Some(Style::Heading(level)) if text.chars().count() <= 300 => {
                let number = if marker.contains(|sign: char| sign.is_ascii_digit()) {
                    format!("{marker} ")
                } else {
                    String::new()
                };
                Content::heading(level, format!("{number}{}", text::one_line(&text)))
            }
            _ if !marker.is_empty() => {
                let is_number = marker.chars().any(char::is_alphanumeric) && marker.chars().count() <= 12;
                let marker = if is_number && !marker.starts_with('\u{b7}') { marker } else { "-".to_owned() };
                Content::ListItem { depth: self.list_depth, marker, text }
            }
            _ => Content::paragraph(text),
        };
        self.blocks.push(Block::new(content));
    }

    fn end_cell_paragraph(&mut self) {
        let text = text::one_line(&text::clean(&std::mem::take(&mut self.text)));
        let marker = text::one_line(&std::mem::take(&mut self.marker));
        (self.letters, self.monospaced) = (0, 0);
        if !text.is_empty() {
            let is_number = marker.chars().any(char::is_alphanumeric);
            self.cell.push(if is_number { format!("{marker} {text}") } else { text });
        }
    }

    fn end_table(&mut self) {
        if !self.row.is_empty() || !self.cell.is_empty() {
            // A table that breaks off within a row.
            let mut row = std::mem::take(&mut self.row);
            row.push(std::mem::take(&mut self.cell).join(" "));
            self.grid.push(None, row);
        }
        self.row_above.clear();
        let grid = std::mem::take(&mut self.grid);
        if grid.len() > 0 {
            self.end_code();
            self.blocks.extend(if grid.is_frame() { grid.as_paragraphs() } else { grid.with_header_rows(1) });
        }
    }

    fn end_code(&mut self) {
        let text = std::mem::take(&mut self.code).join("\n").trim_end().to_owned();
        if !text.is_empty() {
            self.blocks.push(Block::new(Content::Code { text }));
        }
    }
}
