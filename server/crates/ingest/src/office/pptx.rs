//! PowerPoint presentations: a slide is a page, its title a heading.

use super::{
    relations::{self, Relations},
    stated_title,
};
use crate::{
    container::Container,
    document::{Block, Content, Extracted},
    error::ExtractError,
    limits::ExtractLimits,
    table::Grid,
    text,
    xml::{Element, Node},
};

/// Groups within groups.
const DEEPEST_GROUP: usize = 20;

/// Blocks, title and number of slides: titles, lists, tables, diagrams and the speaker's notes. Hidden slides are left
/// out, as nobody is to see them.
///
/// # Errors
///
/// `corrupt`, `encrypted`, `too_large`.
pub(crate) fn parse(
    container: &mut Container<'_>,
    limits: &ExtractLimits,
) -> Result<Extracted, ExtractError> {
    let (part, relations) = relations::main_part(container, "ppt/presentation.xml")?;
    let presentation = container.xml(&part)?;
    let ids = presentation.child("sldIdLst").into_iter().flat_map(Element::elements);
    let slides: Vec<String> =
        ids.filter_map(|slide| relations.part(slide.prefixed_attribute("id")?)).map(str::to_owned).collect();
    let count = u32::try_from(slides.len()).unwrap_or(u32::MAX);
    if count > limits.pages {
        return Err(ExtractError::TooLarge {
            what: "more slides".to_owned(),
            limit: limits.pages.to_string(),
        });
    }
    let mut blocks = Vec::new();
    let mut title = None;
    for (number, slide) in (1..).zip(&slides) {
        let mut reader = SlideReader { blocks: Vec::new(), title: None, is_title_slide: false };
        read_slide(container, slide, &mut reader)?;
        if number == 1 && reader.opens_the_document() {
            title.clone_from(&reader.title);
        }
        blocks.extend(reader.finish(number, title.as_deref()));
    }
    let title = match title {
        Some(title) => Some(title),
        None => stated_title(container)?,
    };
    Ok(Extracted { title, blocks, pages: Some(count), ..Extracted::default() })
}

fn read_slide(
    container: &mut Container<'_>,
    part: &str,
    reader: &mut SlideReader,
) -> Result<(), ExtractError> {
    let Some(slide) = container.optional_xml(part)? else { return Ok(()) };
    if matches!(slide.attribute("show"), Some("0" | "false")) {
        return Ok(());
    }
    let relations = Relations::of(container, part)?;
    if let Some(shapes) = slide.path(&["cSld", "spTree"]) {
        reader.shapes(shapes, &relations, 0);
    }
    for diagram in relations.all_of_kind("diagramData") {
        if let Some(data) = container.optional_xml(diagram)? {
            reader.diagram(&data);
        }
    }
    for notes in relations.all_of_kind("notesSlide") {
        if let Some(notes) = container.optional_xml(notes)? {
            reader.notes(&notes);
        }
    }
    Ok(())
}

struct SlideReader {
    blocks: Vec<Content>,
    title: Option<String>,
    is_title_slide: bool,
}

impl SlideReader {
    /// Whether the first slide says what the presentation is called and little else.
    fn opens_the_document(&self) -> bool {
        let is_line = |content: &Content| matches!(content, Content::Paragraph { .. });
        self.is_title_slide || (self.blocks.len() <= 2 && self.blocks.iter().all(is_line))
    }

    /// The slide's blocks under its title.
    fn finish(self, number: u32, document_title: Option<&str>) -> Vec<Block> {
        let level = if self.title.as_deref() == document_title && number == 1 { 1 } else { 2 };
        let heading = self.title.map(|title| Content::heading(level, title));
        heading.into_iter().chain(self.blocks).map(|content| Block::on_page(content, number)).collect()
    }

    fn shapes(&mut self, tree: &Element, relations: &Relations, depth: usize) {
        if depth > DEEPEST_GROUP {
            return;
        }
        for shape in tree.elements() {
            match shape.name() {
                "sp" => self.shape(shape, relations),
                "grpSp" => self.shapes(shape, relations, depth + 1),
                "graphicFrame" => {
                    if let Some(table) = shape.descendant("tbl") {
                        self.table(table, relations);
                    }
                }
                "AlternateContent" => {
                    if let Some(choice) = shape.child("Choice").or_else(|| shape.child("Fallback")) {
                        self.shapes(choice, relations, depth + 1);
                    }
                }
                "pic" => {
                    let described = shape.descendant("cNvPr").and_then(|own| own.attribute("descr"));
                    // "A parcel on the scale" is a description, "image2.png" is not.
                    if let Some(text) = described.map(text::one_line).filter(|text| text.contains(' ')) {
                        self.blocks.push(Content::paragraph(text));
                    }
                }
                _ => {}
            }
        }
    }

    fn shape(&mut self, shape: &Element, relations: &Relations) {
        let Some(body) = shape.child("txBody") else { return };
        let place = shape.path(&["nvSpPr", "nvPr", "ph"]);
        let kind = place.map(|place| place.attribute("type").unwrap_or("body"));
        match kind {
            Some("title" | "ctrTitle") if self.title.is_none() => {
                let title = text::one_line(&text::clean(&paragraphs(body, relations).join(" ")));
                self.is_title_slide = kind == Some("ctrTitle");
                self.title = Some(title).filter(|title| !title.is_empty());
            }
            // Numbers, dates and footers are the same on every slide.
            Some("sldNum" | "dt" | "ftr" | "hdr") => {}
            Some("body" | "obj") => self.body(body, relations, true),
            _ => self.body(body, relations, false),
        }
    }

    /// `is_outline`: a place whose paragraphs are bullets unless they say otherwise.
    fn body(&mut self, body: &Element, relations: &Relations, is_outline: bool) {
        let paragraphs: Vec<&Element> = body.elements().filter(|element| element.name() == "p").collect();
        let several = paragraphs.len() > 1;
        let mut number = 0;
        for paragraph in paragraphs {
            let text = text::tidy_lines(&text::clean(&paragraph_text(paragraph, relations)));
            if text.is_empty() {
                continue;
            }
            let properties = paragraph.child("pPr");
            let has = |name: &str| properties.is_some_and(|own| own.child(name).is_some());
            let level = properties.and_then(|own| own.attribute("lvl")).and_then(|level| level.parse().ok());
            number = if has("buAutoNum") { number + 1 } else { 0 };
            let is_item = has("buChar")
                || has("buAutoNum")
                || level > Some(0)
                || (is_outline && several && !has("buNone"));
            self.blocks.push(match is_item {
                true => {
                    let marker = if number > 0 { format!("{number}.") } else { "-".to_owned() };
                    Content::ListItem { depth: level.unwrap_or(0_u8).min(8), marker, text }
                }
                false => Content::paragraph(text),
            });
        }
    }

    fn table(&mut self, table: &Element, relations: &Relations) {
        let mut grid = Grid::default();
        let mut above: Vec<String> = Vec::new();
        for row in table.elements().filter(|element| element.name() == "tr") {
            let mut cells = Vec::new();
            for cell in row.elements().filter(|element| element.name() == "tc") {
                let goes_on = matches!(cell.attribute("vMerge"), Some("1" | "true"));
                let text = cell.child("txBody").map(|body| paragraphs(body, relations).join(" "));
                let above: Option<String> = above.get(cells.len()).cloned();
                cells.push(if goes_on { above } else { text }.unwrap_or_default());
            }
            above.clone_from(&cells);
            grid.push(None, cells);
        }
        self.blocks.extend(grid.with_header_rows(1).into_iter().map(|block| block.content));
    }

    fn diagram(&mut self, data: &Element) {
        let mut points = Vec::new();
        data.descendants("pt", &mut points);
        for point in points {
            let text = point.child("t").map(Element::line).unwrap_or_default();
            if !text.is_empty() {
                self.blocks.push(Content::ListItem { depth: 0, marker: "-".to_owned(), text });
            }
        }
    }

    fn notes(&mut self, notes: &Element) {
        let mut shapes = Vec::new();
        notes.descendants("sp", &mut shapes);
        for shape in shapes {
            let kind = shape.path(&["nvSpPr", "nvPr", "ph"]).and_then(|place| place.attribute("type"));
            if let (Some("body"), Some(body)) = (kind, shape.child("txBody")) {
                let text = paragraphs(body, &Relations::default()).join("\n");
                let text = text::tidy_lines(&text::clean(&text));
                if !text.is_empty() {
                    self.blocks.push(Content::paragraph(text));
                }
            }
        }
    }
}

fn paragraphs(body: &Element, relations: &Relations) -> Vec<String> {
    body.elements()
        .filter(|element| element.name() == "p")
        .map(|paragraph| paragraph_text(paragraph, relations))
        .filter(|text| !text.trim().is_empty())
        .collect()
}

fn paragraph_text(paragraph: &Element, relations: &Relations) -> String {
    let mut text = String::new();
    for child in &paragraph.children {
        let Node::Element(element) = child else { continue };
        match element.name() {
            "r" | "fld" => {
                let own = element.child("t").map(Element::text).unwrap_or_default();
                text.push_str(&own);
                let link = element.path(&["rPr", "hlinkClick"]).and_then(|link| link.attribute("id"));
                if let Some(address) = link.and_then(|id| relations.address(id))
                    && address.starts_with("http")
                    && !address.trim_end_matches('/').ends_with(own.trim().trim_end_matches('/'))
                    && address.len() <= 120
                {
                    text.push_str(&format!(" ({address})"));
                }
            }
            "br" => text.push('\n'),
            "m" | "oMath" | "AlternateContent" => text.push_str(&element.text()),
            _ => {}
        }
    }
    text
}
