//! E-books: chapters in the order of the spine, each read as a web page without what surrounds one.

use std::collections::HashMap;

use crate::{
    container::{Container, resolve},
    document::{Block, Content, Extracted},
    error::ExtractError,
    html,
    limits::ExtractLimits,
    reader::over_text_limit,
    xml::Element,
};

/// Longer labels in a table of contents are text.
const LONGEST_LABEL_CHARS: usize = 160;

/// Blocks and title of an e-book.
///
/// # Errors
///
/// `encrypted` (protected against copying), `corrupt`, `too_large`, `image_only`.
pub(crate) fn parse(
    container: &mut Container<'_>,
    limits: &ExtractLimits,
) -> Result<Extracted, ExtractError> {
    if is_protected(container)? {
        return Err(ExtractError::Encrypted);
    }
    let root = container.xml("META-INF/container.xml")?;
    let package_part = root
        .descendant("rootfile")
        .and_then(|file| file.attribute("full-path"))
        .and_then(|path| resolve("", path))
        .ok_or_else(|| ExtractError::corrupt("it names no package"))?;
    let package = container.xml(&package_part)?;
    let title = package.path(&["metadata", "title"]).map(Element::line).filter(|title| !title.is_empty());
    let items: HashMap<&str, &Element> = package
        .child("manifest")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|item| Some((item.attribute("id")?, item)))
        .collect();
    let labels = labels(container, &package_part, &package, &items)?;
    let mut blocks = Vec::new();
    let (mut text_bytes, mut has_pictures, mut documents) = (0, false, 0_u32);
    let spine = package.child("spine").into_iter().flat_map(Element::elements);
    for reference in spine.filter(|reference| reference.attribute("linear") != Some("no")) {
        let Some(item) = reference.attribute("idref").and_then(|id| items.get(id)) else { continue };
        let is_contents =
            item.attribute("properties").is_some_and(|own| own.split(' ').any(|own| own == "nav"));
        let Some(part) = item.attribute("href").and_then(|href| resolve(&package_part, href)) else {
            continue;
        };
        let Some(bytes) = container.read(&part)?.filter(|_| !is_contents) else { continue };
        documents += 1;
        let chapter = html::parse_chapter(&bytes)?;
        has_pictures |= chapter.has_pictures;
        let has_heading = chapter.blocks.iter().any(|block| matches!(block.content, Content::Heading { .. }));
        if let Some(label) = labels.get(&part).filter(|_| !has_heading && !chapter.blocks.is_empty()) {
            blocks.push(Block::new(Content::heading(1, label)));
        }
        let own = Extracted { blocks: chapter.blocks, ..Extracted::default() };
        text_bytes += own.text_bytes();
        if text_bytes > limits.text_bytes {
            return Err(over_text_limit(limits));
        }
        blocks.extend(own.blocks);
    }
    if blocks.is_empty() && has_pictures {
        return Err(ExtractError::ImageOnly { pages: (1..=documents).collect() });
    }
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// Fonts may be scrambled without harm; text must not be.
fn is_protected(container: &mut Container<'_>) -> Result<bool, ExtractError> {
    let Some(encryption) = container.optional_xml("META-INF/encryption.xml")? else { return Ok(false) };
    let mut references = Vec::new();
    encryption.descendants("CipherReference", &mut references);
    Ok(references.iter().filter_map(|reference| reference.attribute("URI")).any(|part| {
        let part = part.to_ascii_lowercase();
        [".xhtml", ".html", ".htm", ".xml"].iter().any(|end| part.ends_with(end))
    }))
}

/// The names that the table of contents gives to parts, for chapters without a heading of their own.
fn labels(
    container: &mut Container<'_>,
    package_part: &str,
    package: &Element,
    items: &HashMap<&str, &Element>,
) -> Result<HashMap<String, String>, ExtractError> {
    let mut labels = HashMap::new();
    let contents =
        package.child("spine").and_then(|spine| spine.attribute("toc")).and_then(|id| items.get(id));
    let part = contents.and_then(|item| resolve(package_part, item.attribute("href")?));
    let Some(part) = part else { return Ok(labels) };
    // A table of contents that can't be read is no reason to refuse the book.
    let Ok(Some(contents)) = container.optional_xml(&part) else { return Ok(labels) };
    let mut points = Vec::new();
    all_points(&contents, &mut points);
    for point in points {
        let label = point.path(&["navLabel", "text"]).map(Element::line).unwrap_or_default();
        let target = point.child("content").and_then(|own| own.attribute("src"));
        if let Some(target) = target.and_then(|target| resolve(&part, target))
            && !label.is_empty()
            && label.chars().count() <= LONGEST_LABEL_CHARS
        {
            labels.entry(target).or_insert(label);
        }
    }
    Ok(labels)
}

fn all_points<'a>(parent: &'a Element, found: &mut Vec<&'a Element>) {
    for element in parent.elements() {
        if element.name() == "navPoint" {
            found.push(element);
        }
        all_points(element, found);
    }
}
