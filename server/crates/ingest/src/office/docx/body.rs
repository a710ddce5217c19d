//! Paragraphs of a Word document to blocks.

use super::{
    Relations,
    numbering::Numbering,
    styles::{Role, Styles, is_monospaced, numbering_of},
};
use crate::{
    document::{Block, Content},
    text,
    xml::{Element, Node},
};

/// Longer addresses are tracking noise rather than something to show.
const LONGEST_ADDRESS: usize = 120;
/// Longer "headings" are text in a heading's style.
const LONGEST_HEADING: usize = 300;

/// Blocks under construction.
pub(super) struct Body<'a> {
    pub(super) blocks: Vec<Block>,
    styles: &'a Styles,
    numbering: Numbering,
    relations: &'a Relations,
    /// Lines of code that follow each other are one block.
    code: Vec<String>,
}

/// The text of a paragraph under construction.
#[derive(Default)]
struct Inline {
    text: String,
    letters: usize,
    monospaced: usize,
}

impl<'a> Body<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering, relations: &'a Relations) -> Self {
        Self { blocks: Vec::new(), styles, numbering, relations, code: Vec::new() }
    }

    /// For the text of a table's cell: same styles, lists of its own.
    pub(super) fn nested(&self) -> Body<'a> {
        Body::new(self.styles, Numbering::default(), self.relations)
    }

    pub(super) fn read(&mut self, parent: &Element) {
        self.read_at(parent, 0);
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_code();
        self.blocks
    }

    /// Reads what a part or a cell holds; `depth` counts tables.
    pub(super) fn read_at(&mut self, parent: &Element, depth: usize) {
        for element in parent.elements() {
            match element.name() {
                "p" => self.paragraph(element, depth),
                "tbl" => self.read_table(element, depth),
                "del" | "moveFrom" | "sectPr" => {}
                "sdt" => {
                    if let Some(content) = element.child("sdtContent") {
                        self.read_at(content, depth);
                    }
                }
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.read_at(choice, depth);
                    }
                }
                _ => self.read_at(element, depth),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Element, depth: usize) {
        let properties = paragraph.child("pPr");
        let style = properties.and_then(|own| own.value_of_child("pStyle"));
        let role = self.role(properties, style);
        let mut inline = Inline::default();
        self.inline(paragraph, &mut inline);
        let is_code = role == Role::Code
            || (role == Role::Text && inline.letters >= 8 && inline.monospaced == inline.letters);
        if is_code {
            let line = text::clean(&inline.text);
            // Empty lines within code are part of it.
            if !line.trim().is_empty() || !self.code.is_empty() {
                self.code.push(line.trim_end().to_owned());
            }
        } else {
            self.end_code();
            self.place(&text::tidy_lines(&text::clean(&inline.text)), role, properties, style);
        }
        let mut boxes = Vec::new();
        text_boxes(paragraph, &mut boxes);
        for text_box in boxes {
            self.end_code();
            self.read_at(text_box, depth + 1);
        }
    }

    fn role(&self, properties: Option<&Element>, style: Option<&str>) -> Role {
        let own = properties.and_then(|own| own.value_of_child("outlineLvl"));
        match own.and_then(|level| level.parse::<u8>().ok()) {
            Some(level) if level < 9 => Role::Heading((level + 1).min(6)),
            _ => style.map_or(Role::Text, |style| self.styles.role(style)),
        }
    }

    fn place(&mut self, text: &str, role: Role, properties: Option<&Element>, style: Option<&str>) {
        if text.is_empty() || role == Role::Contents {
            return;
        }
        let list = properties
            .and_then(|own| own.child("numPr"))
            .and_then(numbering_of)
            .or_else(|| style.and_then(|style| self.styles.numbering(style)));
        let marker = list.as_ref().and_then(|(list, level)| self.numbering.next_marker(list, *level));
        let content = match (role, marker) {
            (Role::Heading(level), marker) if text.chars().count() <= LONGEST_HEADING => {
                let number = marker.filter(|marker| marker != "-").map(|marker| format!("{marker} "));
                Content::heading(level, format!("{}{}", number.unwrap_or_default(), text::one_line(text)))
            }
            (_, Some(marker)) => {
                let depth = list.map_or(0, |(_, level)| level.min(8));
                Content::ListItem { depth, marker, text: text.to_owned() }
            }
            _ => match style.and_then(|style| self.styles.list_name(style)) {
                Some(name) if name.contains("bullet") || name.contains("number") => {
                    let level = name.chars().last().and_then(|last| last.to_digit(10)).unwrap_or(1);
                    let depth = u8::try_from(level.saturating_sub(1)).unwrap_or(0);
                    Content::ListItem { depth, marker: "-".to_owned(), text: text.to_owned() }
                }
                _ => Content::paragraph(text),
            },
        };
        self.blocks.push(Block::new(content));
    }

    /// The text of runs, in order.
    fn inline(&self, parent: &Element, inline: &mut Inline) {
        for child in &parent.children {
            let Node::Element(element) = child else { continue };
            match element.name() {
                "r" => self.run(element, inline),
                // Deleted, or of another use than reading.
                "del" | "moveFrom" | "pPr" | "rPr" | "instrText" | "delText" | "txbxContent" => {}
                "hyperlink" => {
                    let start = inline.text.len();
                    self.inline(element, inline);
                    self.write_address(element, start, inline);
                }
                // Formulas: their letters in order are better than nothing.
                "oMath" | "oMathPara" => inline.text.push_str(&element.text()),
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice") {
                        self.inline(choice, inline);
                    }
                }
                _ => self.inline(element, inline),
            }
        }
    }

    fn write_address(&self, link: &Element, start: usize, inline: &mut Inline) {
        let Some(address) = link.attribute("id").and_then(|id| self.relations.address(id)) else { return };
        let plain = address.trim_start_matches("mailto:");
        let shown = inline.text.get(start..).unwrap_or_default().trim();
        let is_absolute = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        let is_shown = shown.is_empty() || plain.trim_end_matches('/').ends_with(shown.trim_end_matches('/'));
        if is_absolute && !is_shown && plain.len() <= LONGEST_ADDRESS {
            inline.text.push_str(&format!(" ({plain})"));
        }
    }

    fn run(&self, run: &Element, inline: &mut Inline) {
        let properties = run.child("rPr");
        if properties
            .and_then(|own| own.child("vanish"))
            .is_some_and(|own| !matches!(own.attribute("val"), Some("0" | "false")))
        {
            return;
        }
        let start = inline.text.len();
        for element in run.elements() {
            match element.name() {
                "t" => inline.text.push_str(&element.text()),
                "tab" => inline.text.push('\t'),
                "br" | "cr" => inline.text.push('\n'),
                "noBreakHyphen" => inline.text.push('-'),
                "footnoteReference" | "endnoteReference" => {
                    if let Some(id) = element.attribute("id") {
                        inline.text.push_str(&format!(" [{id}]"));
                    }
                }
                "ruby" => {
                    if let Some(base) = element.child("rubyBase") {
                        self.inline(base, inline);
                    }
                }
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice") {
                        self.inline(choice, inline);
                    }
                }
                _ => {}
            }
        }
        let written = inline.text.get(start..).unwrap_or_default().trim().chars().count();
        inline.letters += written;
        if properties.is_some_and(is_monospaced) {
            inline.monospaced += written;
        }
    }

    pub(super) fn end_code(&mut self) {
        let lines = std::mem::take(&mut self.code);
        let text = lines.join("\n").trim_end().to_owned();
        if !text.is_empty() {
            self.blocks.push(Block::new(Content::Code { text }));
        }
    }
}

/// The text boxes drawn at a paragraph; the fallback for old programs says the same again.
fn text_boxes<'a>(parent: &'a Element, found: &mut Vec<&'a Element>) {
    for element in parent.elements() {
        match element.name() {
            "Fallback" => {}
            "txbxContent" => found.push(element),
            _ => text_boxes(element, found),
        }
    }
}
