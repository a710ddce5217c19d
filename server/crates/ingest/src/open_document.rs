//! OpenDocument texts, sheets and presentations to blocks.

mod flow;
mod sheet;
mod styles;

use flow::Flow;
use styles::Styles;

use crate::{
    container::Container,
    document::{Block, Content, Extracted},
    error::ExtractError,
    limits::ExtractLimits,
    media::MediaType,
    office::is_a_title,
    xml::Element,
};

/// Blocks and title of an OpenDocument file.
///
/// # Errors
///
/// `encrypted`, `corrupt`, `too_large`.
pub(crate) fn parse(
    container: &mut Container<'_>,
    media_type: MediaType,
    limits: &ExtractLimits,
) -> Result<Extracted, ExtractError> {
    if is_encrypted(container)? {
        return Err(ExtractError::Encrypted);
    }
    let content = container.xml("content.xml")?;
    let named_styles = container.optional_xml("styles.xml")?;
    let styles = Styles::of([named_styles.as_ref(), Some(&content)].into_iter().flatten());
    let body = content.child("body").ok_or_else(|| ExtractError::corrupt("it has no body"))?;
    let stated = stated_title(container);
    let mut extracted = match media_type {
        MediaType::Ods => spreadsheet(body, &styles, limits)?,
        MediaType::Odp => presentation(body, &styles, limits)?,
        _ => text(body, &styles),
    };
    extracted.title = extracted.title.or(stated);
    Ok(extracted)
}

fn is_encrypted(container: &mut Container<'_>) -> Result<bool, ExtractError> {
    let manifest = container.optional_xml("META-INF/manifest.xml")?;
    Ok(manifest.is_some_and(|manifest| manifest.descendant("encryption-data").is_some()))
}

fn stated_title(container: &mut Container<'_>) -> Option<String> {
    let meta = container.optional_xml("meta.xml").ok()??;
    let title = meta.path(&["meta", "title"])?.line();
    is_a_title(&title).then_some(title)
}

fn text(body: &Element, styles: &Styles) -> Extracted {
    let mut flow = Flow::new(styles);
    if let Some(text) = body.child("text") {
        flow.read(text, 0);
    }
    let title = flow.title.take();
    let blocks = flow.finish();
    let title = title.or_else(|| match &blocks.first()?.content {
        Content::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    });
    Extracted { title, blocks, ..Extracted::default() }
}

fn spreadsheet(body: &Element, styles: &Styles, limits: &ExtractLimits) -> Result<Extracted, ExtractError> {
    let mut blocks = Vec::new();
    let mut left_bytes = limits.text_bytes;
    let sheets = body.child("spreadsheet").into_iter().flat_map(Element::elements);
    for sheet in sheets.filter(|element| element.name() == "table") {
        if sheet.attribute("style-name").is_some_and(|style| styles.is_hidden(style)) {
            continue;
        }
        let grid = sheet::read(sheet, &mut left_bytes, limits)?;
        let rows = grid.with_detected_headers();
        if !rows.is_empty() {
            let name = sheet.attribute("name").unwrap_or_default();
            blocks.push(Block::new(Content::heading(2, name)));
            blocks.extend(rows);
        }
    }
    Ok(Extracted { blocks, ..Extracted::default() })
}

fn presentation(body: &Element, styles: &Styles, limits: &ExtractLimits) -> Result<Extracted, ExtractError> {
    let slides = body.child("presentation").into_iter().flat_map(Element::elements);
    let slides: Vec<&Element> = slides.filter(|element| element.name() == "page").collect();
    let pages = u32::try_from(slides.len()).unwrap_or(u32::MAX);
    if pages > limits.pages {
        return Err(ExtractError::TooLarge {
            what: "more slides".to_owned(),
            limit: limits.pages.to_string(),
        });
    }
    let mut blocks = Vec::new();
    let mut document_title = None;
    for (number, slide) in (1..).zip(slides) {
        if slide.attribute("style-name").is_some_and(|style| styles.is_hidden(style)) {
            continue;
        }
        let is_title = |frame: &&Element| frame.attribute("class") == Some("title");
        let title = slide.elements().find(is_title).map(Element::line).filter(|title| !title.is_empty());
        let mut flow = Flow::new(styles);
        for frame in slide.elements().filter(|frame| !is_title(frame)) {
            flow.read_one(frame, 0);
        }
        let rest: Vec<Content> = flow.finish().into_iter().map(|block| block.content).collect();
        // The first slide says what the presentation is called, when it says little else.
        let opens =
            number == 1 && rest.len() <= 2 && rest.iter().all(|own| matches!(own, Content::Paragraph { .. }));
        if opens {
            document_title.clone_from(&title);
        }
        let heading = title.map(|title| Content::heading(if opens { 1 } else { 2 }, title)).into_iter();
        blocks.extend(heading.chain(rest).map(|content| Block::on_page(content, number)));
    }
    Ok(Extracted { title: document_title, blocks, pages: Some(pages), ..Extracted::default() })
}
