//! A passage cut into the smallest pieces that can stand in an answer by themselves.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::sentence::{clean, is_page_mark, split_paragraph, split_sentences};

/// List items longer than this are cut into sentences.
const LONG_ITEM_CHARS: usize = 500;

/// What a unit is in its passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A sentence of a paragraph.
    Sentence,
    /// An item of a list; the list's number in the passage, and whether its items are numbered.
    Item { list: usize, ordered: bool },
    /// A row of a table, with the names of its columns.
    Row,
    /// A block of code.
    Code,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// Plain text, without markup.
    pub(super) text: String,
    pub(super) kind: Kind,
    /// The nearest heading above, in the passage itself.
    pub(super) heading: String,
    /// Sentences of the same paragraph share this.
    pub(super) block: usize,
}

/// The sentences, list items and table rows of a text, which may be Markdown, without markup.
pub fn sentences(text: &str) -> Vec<String> {
    units(text).into_iter().map(|unit| unit.text).collect()
}

pub(super) fn units(markdown: &str) -> Vec<Unit> {
    let mut cutter = Cutter::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        cutter.take(event);
    }
    cutter.end_paragraph();
    cutter.units
}

#[derive(Default)]
struct Cutter {
    units: Vec<Unit>,
    /// Text of the paragraph, item, heading, cell or code block under way.
    text: String,
    heading: String,
    block: usize,
    /// Lists that are open: number and whether ordered.
    lists: Vec<(usize, bool)>,
    lists_seen: usize,
    in_code: bool,
    in_image: bool,
    columns: Vec<String>,
    cells: Vec<String>,
}

impl Cutter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) if !self.in_image => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Html(_) | Event::InlineHtml(_) | Event::Rule => self.text.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.lists.is_empty() => self.end_paragraph(),
            Tag::Heading { .. } | Tag::Table(_) => self.end_paragraph(),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.in_code = matches!(kind, CodeBlockKind::Fenced(_));
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push((self.lists_seen, first.is_some()));
                self.lists_seen += 1;
            }
            Tag::Item => self.end_item(),
            Tag::Image { .. } => self.in_image = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.lists.is_empty() => self.end_paragraph(),
            TagEnd::Paragraph => self.text.push(' '),
            TagEnd::Heading(_) => self.heading = clean(&std::mem::take(&mut self.text)),
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.block += 1;
            }
            TagEnd::CodeBlock if self.in_code => {
                self.in_code = false;
                let code = std::mem::take(&mut self.text);
                self.push(Kind::Code, code.trim_end().to_owned());
            }
            // Indented text is prose with a margin far more often than code.
            TagEnd::CodeBlock => self.flush(),
            TagEnd::TableCell => self.cells.push(clean(&std::mem::take(&mut self.text))),
            TagEnd::TableHead => self.columns = std::mem::take(&mut self.cells),
            TagEnd::TableRow => self.end_row(),
            TagEnd::Image => self.in_image = false,
            _ => {}
        }
    }

    fn flush(&mut self) {
        if self.lists.is_empty() { self.end_paragraph() } else { self.end_item() }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        for piece in split_paragraph(&text) {
            if piece.is_label {
                self.heading = piece.text;
                self.block += 1;
                continue;
            }
            for sentence in split_sentences(&piece.text) {
                self.push(Kind::Sentence, sentence);
            }
        }
        self.block += 1;
    }

    fn end_item(&mut self) {
        let lines: Vec<&str> = self.text.lines().filter(|line| !is_page_mark(line)).collect();
        let text = clean(&lines.join(" "));
        self.text.clear();
        let Some((list, ordered)) = self.lists.last().copied() else { return };
        if text.chars().count() <= LONG_ITEM_CHARS {
            self.push(Kind::Item { list, ordered }, text);
        } else {
            split_sentences(&text).into_iter().for_each(|sentence| self.push(Kind::Sentence, sentence));
        }
    }

    /// “Basic – Price: 9 €; Users: 3”: the first cell names the row, the columns name the rest.
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let mut text = String::new();
        for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let column = self.columns.get(index).map_or("", String::as_str);
            match (index, text.is_empty()) {
                (0, _) | (_, true) => {}
                (1, _) => text.push_str(" – "),
                _ => text.push_str("; "),
            }
            if index > 0 && !column.is_empty() {
                text.push_str(column);
                text.push_str(": ");
            }
            text.push_str(cell);
        }
        self.push(Kind::Row, text);
    }

    fn push(&mut self, kind: Kind, text: String) {
        if text.chars().any(char::is_alphabetic) || kind == Kind::Row {
            self.units.push(Unit { text, kind, heading: self.heading.clone(), block: self.block });
        }
    }
}
