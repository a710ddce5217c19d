//! Excel workbooks: a sheet is a section, its rows stay with the names of their columns. Values are read as Excel last
//! computed them; formulas are never evaluated.

mod formats;
mod sheet;

use formats::Formats;
use quick_xml::events::Event;

use super::{
    relations::{self, Relations},
    stated_title,
};
use crate::{
    container::Container,
    document::{Block, Content, Extracted},
    error::ExtractError,
    limits::ExtractLimits,
    reader::over_text_limit,
    xml::{self, Element},
};

/// Blocks of the visible sheets, each under its name.
///
/// # Errors
///
/// `corrupt`, `encrypted`, `too_large`.
pub(crate) fn parse(
    container: &mut Container<'_>,
    limits: &ExtractLimits,
) -> Result<Extracted, ExtractError> {
    let (part, relations) = relations::main_part(container, "xl/workbook.xml")?;
    let workbook = container.xml(&part)?;
    let styles = container.optional_xml(relations.of_kind("styles").unwrap_or("xl/styles.xml"))?;
    let is_1904 = workbook
        .child("workbookPr")
        .and_then(|own| own.attribute("date1904"))
        .is_some_and(|own| matches!(own, "1" | "true"));
    let formats = Formats::of(styles.as_ref(), is_1904);
    let strings =
        match container.read(relations.of_kind("sharedStrings").unwrap_or("xl/sharedStrings.xml"))? {
            Some(bytes) => shared_strings(&bytes)?,
            None => Vec::new(),
        };
    let sheets = sheets(&workbook, &relations);
    let mut blocks = Vec::new();
    let mut left_bytes = limits.text_bytes;
    for (name, part) in &sheets {
        let Some(bytes) = container.read(part)? else { continue };
        let grid = sheet::read(&bytes, &strings, &formats, &mut left_bytes)
            .map_err(|error| error.unwrap_or_else(|| over_text_limit(limits)))?;
        drop(bytes);
        let rows = grid.with_detected_headers();
        if !rows.is_empty() {
            blocks.push(Block::new(Content::heading(2, name)));
            blocks.extend(rows);
        }
    }
    let title = stated_title(container)?;
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// Names and parts of the sheets in order; hidden ones only when there are no others.
fn sheets(workbook: &Element, relations: &Relations) -> Vec<(String, String)> {
    let all: Vec<&Element> = workbook.child("sheets").into_iter().flat_map(Element::elements).collect();
    let is_visible = |sheet: &&&Element| sheet.attribute("state").is_none_or(|state| state == "visible");
    let visible: Vec<&Element> = all.iter().filter(is_visible).copied().collect();
    let chosen = if visible.is_empty() { all } else { visible };
    let named = chosen.into_iter().filter_map(|sheet| {
        let part = relations.part(sheet.prefixed_attribute("id")?)?;
        Some((sheet.attribute("name").unwrap_or_default().to_owned(), part.to_owned()))
    });
    named.collect()
}

/// The texts that cells refer to by number. Readings of Japanese words stand beside them and are not part.
fn shared_strings(bytes: &[u8]) -> Result<Vec<Box<str>>, ExtractError> {
    let source = xml::decode(bytes);
    let mut reader = xml::reader(&source);
    let mut strings = Vec::new();
    let mut text = String::new();
    let (mut in_text, mut in_reading) = (false, false);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(start) => match xml::local_name(start.name().as_ref()) {
                "si" => text.clear(),
                "t" => in_text = true,
                "rPh" => in_reading = true,
                _ => {}
            },
            Event::Empty(start) if xml::local_name(start.name().as_ref()) == "si" => strings.push("".into()),
            Event::End(end) => match xml::local_name(end.name().as_ref()) {
                "si" => strings.push(text.as_str().into()),
                "t" => in_text = false,
                "rPh" => in_reading = false,
                _ => {}
            },
            Event::Text(own) if in_text && !in_reading => text.push_str(&own.xml10_content()),
            Event::CData(own) if in_text && !in_reading => text.push_str(&own.xml10_content()),
            Event::GeneralRef(own) if in_text && !in_reading => text.extend(xml::resolved(&own)),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}
