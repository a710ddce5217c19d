//! Word documents.

mod body;
mod numbering;
mod styles;
mod table;

use body::Body;
use numbering::Numbering;
use styles::Styles;

use super::{
    relations::{self, Relations},
    stated_title,
};
use crate::{
    container::Container,
    document::{Block, Content, Extracted},
    error::ExtractError,
    xml::Element,
};

/// Blocks and title of a Word document: the text as it stands, with tracked deletions gone and insertions kept;
/// footnotes at the end; headers, footers and comments left out.
///
/// # Errors
///
/// `corrupt`, `encrypted`, `too_large`.
pub(crate) fn parse(container: &mut Container<'_>) -> Result<Extracted, ExtractError> {
    let (part, relations) = relations::main_part(container, "word/document.xml")?;
    let document = container.xml(&part)?;
    let mut referred = |kind: &str, usual: &str| -> Result<Option<Element>, ExtractError> {
        container.optional_xml(relations.of_kind(kind).unwrap_or(usual))
    };
    let styles = Styles::of(referred("styles", "word/styles.xml")?.as_ref());
    let numbering = Numbering::of(referred("numbering", "word/numbering.xml")?.as_ref());
    let footnotes = referred("footnotes", "word/footnotes.xml")?;
    let endnotes = referred("endnotes", "word/endnotes.xml")?;
    let root = document.child("body").ok_or_else(|| ExtractError::corrupt("it has no body"))?;

    let mut body = Body::new(&styles, numbering, &relations);
    body.read(root);
    let mut blocks = body.finish();
    let titled = titled_paragraph(&blocks, &document, &styles);
    for notes in [footnotes, endnotes].into_iter().flatten() {
        let part = if notes.name() == "footnotes" { "footnotes" } else { "endnotes" };
        let own = Relations::of(container, &format!("word/{part}.xml"))?;
        blocks.extend(read_notes(&notes, &styles, &own));
    }
    let title = match titled {
        Some(title) => Some(title),
        None => stated_title(container)?.or_else(|| first_heading(&blocks)),
    };
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// The text of the paragraph in the style "Title", which is a heading of the first level.
fn titled_paragraph(blocks: &[Block], document: &Element, styles: &Styles) -> Option<String> {
    let mut paragraphs = Vec::new();
    document.descendants("p", &mut paragraphs);
    let titled = paragraphs.into_iter().take(50).find(|paragraph| {
        let style = paragraph.path(&["pPr", "pStyle"]).and_then(|style| style.attribute("val"));
        style.is_some_and(|style| styles.is_title(style))
    })?;
    let text = titled.line();
    blocks
        .iter()
        .any(|block| matches!(&block.content, Content::Heading { text: own, .. } if *own == text))
        .then_some(text)
}

fn first_heading(blocks: &[Block]) -> Option<String> {
    match &blocks.first()?.content {
        Content::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    }
}

/// Notes as paragraphs; those that only draw the line above them have a type.
fn read_notes(notes: &Element, styles: &Styles, relations: &Relations) -> Vec<Block> {
    let mut blocks = Vec::new();
    for note in notes.elements().filter(|note| note.attribute("type").is_none()) {
        let mut body = Body::new(styles, Numbering::default(), relations);
        body.read(note);
        let number = note.attribute("id").unwrap_or_default().to_owned();
        let text = Extracted { blocks: body.finish(), ..Extracted::default() }.plain_text();
        let text = text.trim();
        if !text.is_empty() {
            blocks.push(Block::new(Content::paragraph(format!("[{number}] {text}"))));
        }
    }
    blocks
}
