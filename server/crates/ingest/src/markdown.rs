//! Markdown (CommonMark with tables, footnotes and task lists) to blocks.
//!
//! Text keeps its words and loses its markup; links keep an absolute address, because "download it here"
//! is no answer without one.

mod components;
mod front_matter;
mod tags;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::document::{Block, Content, Extracted};

/// Longer addresses are tracking noise rather than something to show.
const LONGEST_ADDRESS: usize = 120;

/// Blocks and title of a Markdown document.
pub(crate) fn parse(text: &str) -> Extracted {
    let (front_matter, body) = front_matter::split(text);
    let plain_markdown = components::remove(body);
    let mut builder = Builder::default();
    if let Some(description) = front_matter.description {
        builder.push(Content::paragraph(description));
    }
    builder.read(&plain_markdown);
    let title = front_matter.title.or_else(|| first_heading(&builder.blocks));
    Extracted { title, blocks: builder.blocks, ..Extracted::default() }
}

/// Blocks of Markdown that a program wrote: no front matter, no components.
pub(crate) fn parse_without_extensions(text: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    builder.read(text);
    builder.blocks
}

/// The document's title is its first heading, when that is of the first level.
fn first_heading(blocks: &[Block]) -> Option<String> {
    let (level, text) = blocks.iter().find_map(|block| match &block.content {
        Content::Heading { level, text } => Some((*level, text)),
        _ => None,
    })?;
    (level == 1).then(|| text.clone())
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    inline: String,
    kind: Kind,
    lists: Vec<Option<u64>>,
    item: Option<String>,
    links: Vec<(String, usize)>,
    image_start: Option<usize>,
    table: Option<TableParts>,
    html: String,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Text,
    Heading(u8),
    Code,
}

#[derive(Default)]
struct TableParts {
    header: String,
    rows: Vec<String>,
    row: Vec<String>,
}

impl Builder {
    fn read(&mut self, markdown: &str) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_HEADING_ATTRIBUTES;
        for event in Parser::new_ext(markdown, options) {
            self.event(event);
        }
        self.flush();
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline.push_str(&text);
            }
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) => self.inline.push_str(tags::inline_text(&html)),
            // Lines were broken by hand; in table cells and headings there is but one line.
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push(if self.in_one_line() { ' ' } else { '\n' }),
            Event::TaskListMarker(done) => self.inline.push_str(if done { "[x] " } else { "" }),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.kind = Kind::Heading(level_number(level));
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.kind = Kind::Code;
                // A fence named after a file says what to put there; a language name says nothing.
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some((_, file)) = info.split_once(' ')
                    && file.contains('.')
                    && !file.contains('=')
                {
                    self.push(Content::paragraph(file.trim()));
                }
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.item = Some(self.next_marker());
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(TableParts::default());
            }
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.inline.len())),
            Tag::Image { .. } => self.image_start = Some(self.inline.len()),
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::HtmlBlock => self.flush(),
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => self.end_row(true),
            TagEnd::TableRow => self.end_row(false),
            TagEnd::Table => {
                if let Some(TableParts { header, rows, .. }) = self.table.take() {
                    self.push(Content::Table { header, rows });
                }
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                for part in tags::block_text(&html).split("\n\n") {
                    self.push(Content::paragraph(part.trim()));
                }
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                self.item = None;
            }
            TagEnd::Item => {
                self.flush();
                self.item = None;
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::FootnoteDefinition => {
                self.flush()
            }
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => self.flush(),
            _ => {}
        }
    }

    /// Ends the block under construction.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let kind = std::mem::take(&mut self.kind);
        self.links.clear();
        let content = match kind {
            Kind::Code => Content::Code { text: inline.trim_end().to_owned() },
            Kind::Heading(level) => Content::heading(level, one_line(&inline)),
            Kind::Text => {
                let text = tidy_lines(&inline);
                if text.is_empty() {
                    return;
                }
                match self.item.take() {
                    Some(marker) => {
                        let depth =
                            u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX).min(8);
                        Content::ListItem { depth, marker, text }
                    }
                    None => Content::Paragraph { text },
                }
            }
        };
        self.push(content);
    }

    fn push(&mut self, content: Content) {
        if !content.is_blank() {
            self.blocks.push(Block::new(content));
        }
    }

    fn next_marker(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}.");
                *number = number.saturating_add(1);
                marker
            }
            _ => "-".to_owned(),
        }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.links.pop() else { return };
        let shown = self.inline.get(start..).unwrap_or_default().trim().to_owned();
        let absolute = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        let plain = address.trim_start_matches("mailto:");
        let in_heading = matches!(self.kind, Kind::Heading(_));
        if absolute && !in_heading && address.len() <= LONGEST_ADDRESS && !same_address(&shown, plain) {
            self.inline.push_str(&format!(" ({plain})"));
        }
    }

    /// A description of a picture is text; a file name is not.
    fn end_image(&mut self) {
        let Some(start) = self.image_start.take() else { return };
        let description = self.inline.get(start..).unwrap_or_default().trim();
        // "A parcel on the scale" is a description, "register-an-app" and "image2.png" are not.
        if !description.contains(' ') && description.is_ascii() {
            self.inline.truncate(start);
        }
    }

    fn end_cell(&mut self) {
        let cell = one_line(&std::mem::take(&mut self.inline));
        if let Some(table) = &mut self.table {
            table.row.push(cell);
        }
    }

    fn end_row(&mut self, is_header: bool) {
        let Some(table) = &mut self.table else { return };
        let cells = std::mem::take(&mut table.row);
        if cells.iter().all(String::is_empty) {
            return;
        }
        let line = format!("| {} |", cells.join(" | "));
        if is_header { table.header = line } else { table.rows.push(line) }
    }

    fn in_one_line(&self) -> bool {
        self.table.is_some() || matches!(self.kind, Kind::Heading(_))
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn same_address(shown: &str, address: &str) -> bool {
    let bare = |text: &str| {
        let text =
            text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        text.trim_end_matches('/').to_ascii_lowercase()
    };
    bare(shown) == bare(address)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Single spaces within lines, no empty lines.
fn tidy_lines(text: &str) -> String {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
