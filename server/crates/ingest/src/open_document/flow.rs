//! Running text of OpenDocument files: paragraphs, headings, lists, tables in texts and on slides.

use super::{sheet, styles::Styles};
use crate::{
    document::{Block, Content, Extracted},
    table::Grid,
    text,
    xml::{Element, Node},
};

/// Deeper frames, lists and tables are laid out, not written.
const DEEPEST: usize = 40;
const LONGEST_ADDRESS: usize = 120;

/// Blocks under construction.
pub(super) struct Flow<'a> {
    /// The paragraph in the style "Title".
    pub(super) title: Option<String>,
    styles: &'a Styles,
    blocks: Vec<Block>,
    notes: Vec<Block>,
    code: Vec<String>,
    list: Option<ListPlace>,
}

#[derive(Clone)]
struct ListPlace {
    depth: usize,
    marker: String,
}

/// The text of a paragraph and what hangs on it.
#[derive(Default)]
struct Inline<'a> {
    text: String,
    frames: Vec<&'a Element>,
    notes: Vec<(String, &'a Element)>,
}

/// A paragraph's text alone.
pub(super) fn plain_text(paragraph: &Element) -> String {
    let mut inline = Inline::default();
    inline.read(paragraph);
    text::one_line(&text::clean(&inline.text))
}

impl<'a> Flow<'a> {
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self { title: None, styles, blocks: Vec::new(), notes: Vec::new(), code: Vec::new(), list: None }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_code();
        self.blocks.append(&mut self.notes);
        self.blocks
    }

    pub(super) fn read(&mut self, parent: &Element, depth: usize) {
        for element in parent.elements() {
            self.read_one(element, depth);
        }
    }

    pub(super) fn read_one(&mut self, element: &Element, depth: usize) {
        // Numbers, dates and footers are the same on every slide.
        let repeats =
            matches!(element.attribute("class"), Some("page-number" | "date-time" | "footer" | "header"));
        if depth > DEEPEST || repeats {
            return;
        }
        match element.name() {
            "p" => self.paragraph(element, depth),
            "h" => self.heading(element),
            "list" => self.read_list(element, depth),
            "table" => self.read_table(element, depth),
            // What was deleted, what only repeats headings, what is not for readers.
            "tracked-changes" | "table-of-content" | "alphabetical-index" | "illustration-index"
            | "table-index" | "annotation" | "sequence-decls" | "forms" => {}
            "title" | "desc" => {}
            _ => self.read(element, depth + 1),
        }
    }

    fn heading(&mut self, element: &Element) {
        self.end_code();
        let text = plain_text(element);
        let level =
            element.attribute("outline-level").and_then(|level| level.parse::<u8>().ok()).unwrap_or(1);
        self.push(Content::heading(level.clamp(1, 6), text));
    }

    fn paragraph(&mut self, element: &Element, depth: usize) {
        let mut inline = Inline::default();
        inline.read(element);
        let style = element.attribute("style-name").unwrap_or_default();
        if self.styles.is_code(style) && self.list.is_none() {
            let lines = text::clean(&inline.text);
            if !lines.trim().is_empty() || !self.code.is_empty() {
                self.code.push(lines.trim_end().to_owned());
            }
        } else {
            self.end_code();
            let text = text::tidy_lines(&text::clean(&inline.text));
            if !text.is_empty() && self.styles.is_title(style) {
                self.title.get_or_insert_with(|| text::one_line(&text));
                self.push(Content::heading(1, text::one_line(&text)));
            } else {
                self.place(text);
            }
        }
        for (number, note) in inline.notes {
            let mut own = Flow::new(self.styles);
            own.read(note, depth + 1);
            let text = Extracted { blocks: own.finish(), ..Extracted::default() }.plain_text();
            self.notes.push(Block::new(Content::paragraph(format!("[{number}] {}", text.trim()))));
        }
        for frame in inline.frames {
            self.read(frame, depth + 1);
        }
    }

    fn place(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        match &mut self.list {
            Some(place) => {
                let depth = u8::try_from(place.depth).unwrap_or(u8::MAX).min(8);
                let marker = std::mem::take(&mut place.marker);
                if marker.is_empty() {
                    // The second paragraph of an entry.
                    if let Some(Block { content: Content::ListItem { text: entry, .. }, .. }) =
                        self.blocks.last_mut()
                    {
                        entry.push('\n');
                        entry.push_str(&text);
                        return;
                    }
                    self.push(Content::paragraph(text));
                } else {
                    self.push(Content::ListItem { depth, marker, text });
                }
            }
            None => self.push(Content::paragraph(text)),
        }
    }

    fn read_list(&mut self, list: &Element, depth: usize) {
        self.end_code();
        self.read_list_at(list, depth, 0, list.attribute("style-name").unwrap_or_default());
        self.list = None;
    }

    fn read_list_at(&mut self, list: &Element, depth: usize, level: usize, style: &str) {
        if depth > DEEPEST {
            return;
        }
        let style = list.attribute("style-name").unwrap_or(style);
        let is_numbered = self.styles.is_numbered(style, level);
        let mut number = 0_u32;
        for entry in list.elements().filter(|element| matches!(element.name(), "list-item" | "list-header")) {
            number = match entry.attribute("start-value").and_then(|start| start.parse().ok()) {
                Some(start) => start,
                None => number.saturating_add(1),
            };
            let marker = if is_numbered { format!("{number}.") } else { "-".to_owned() };
            self.list = Some(ListPlace { depth: level, marker });
            for element in entry.elements() {
                match element.name() {
                    "list" => self.read_list_at(element, depth + 1, level + 1, style),
                    "h" => {
                        self.list = None;
                        self.heading(element);
                    }
                    _ => self.read_one(element, depth + 1),
                }
            }
        }
    }

    fn read_table(&mut self, table: &Element, depth: usize) {
        self.end_code();
        let mut rows = Vec::new();
        let header_rows = sheet::rows_of(table, &mut rows);
        let mut grid = Grid::default();
        for row in &rows {
            let mut cells = Vec::new();
            for cell in row.elements() {
                let repeats = cell.attribute("number-columns-repeated").and_then(|count| count.parse().ok());
                let text = match cell.name() {
                    "table-cell" => {
                        let mut own = Flow::new(self.styles);
                        own.read(cell, depth + 2);
                        let text = Extracted { blocks: own.finish(), ..Extracted::default() }.plain_text();
                        text::one_line(&text)
                    }
                    "covered-table-cell" => String::new(),
                    _ => continue,
                };
                cells.extend(std::iter::repeat_n(text, repeats.unwrap_or(1_usize).clamp(1, 64)));
            }
            grid.push(None, cells);
        }
        if grid.is_frame() {
            for row in rows {
                for cell in row.elements().filter(|cell| cell.name() == "table-cell") {
                    self.read(cell, depth + 1);
                }
            }
            return;
        }
        self.blocks.extend(grid.with_header_rows(header_rows.max(1)));
    }

    fn push(&mut self, content: Content) {
        if !content.is_blank() {
            self.blocks.push(Block::new(content));
        }
    }

    fn end_code(&mut self) {
        let text = std::mem::take(&mut self.code).join("\n").trim_end().to_owned();
        if !text.is_empty() {
            self.blocks.push(Block::new(Content::Code { text }));
        }
    }
}

impl<'a> Inline<'a> {
    fn read(&mut self, parent: &'a Element) {
        for child in &parent.children {
            match child {
                // Line breaks in the file are blanks in the text; blanks that count are elements.
                Node::Text(text) => self.push_collapsed(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn push_collapsed(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\n' | '\t' | '\r' | ' ' if self.text.ends_with([' ', '\n']) => {}
                '\n' | '\t' | '\r' => self.text.push(' '),
                other => self.text.push(other),
            }
        }
    }

    fn element(&mut self, element: &'a Element) {
        match element.name() {
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.text.extend(std::iter::repeat_n(' ', count.min(200)));
            }
            "tab" => self.text.push('\t'),
            "line-break" => self.text.push('\n'),
            "a" => {
                let start = self.text.len();
                self.read(element);
                let address = element.attribute("href").unwrap_or_default();
                let shown = self.text.get(start..).unwrap_or_default().trim();
                let plain = address.trim_start_matches("mailto:");
                let is_absolute =
                    ["http://", "https://", "mailto:"].iter().any(|own| address.starts_with(own));
                let is_shown = plain.trim_end_matches('/').ends_with(shown.trim_end_matches('/'));
                if is_absolute && !is_shown && address.len() <= LONGEST_ADDRESS {
                    self.text.push_str(&format!(" ({plain})"));
                }
            }
            "note" => {
                let number = element.child("note-citation").map(Element::line).unwrap_or_default();
                self.text.push_str(&format!(" [{number}]"));
                if let Some(body) = element.child("note-body") {
                    self.notes.push((number, body));
                }
            }
            "frame" | "custom-shape" | "g" => self.frames.push(element),
            "ruby" => {
                if let Some(base) = element.child("ruby-base") {
                    self.read(base);
                }
            }
            "annotation" | "annotation-end" | "tracked-changes" | "soft-page-break" | "title" | "desc" => {}
            _ => self.read(element),
        }
    }
}
