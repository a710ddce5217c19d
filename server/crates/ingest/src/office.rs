//! Word, PowerPoint and Excel (OOXML) to blocks: thin readers that keep what chunking wants to know (headings, lists,
//! tables, code, slide and sheet) and leave the rest.

mod docx;
mod legacy;
mod pptx;
mod relations;
mod xlsx;

pub(crate) use docx::parse as parse_docx;
pub(crate) use legacy::parse as parse_legacy;
pub(crate) use pptx::parse as parse_pptx;
pub(crate) use xlsx::parse as parse_xlsx;

use crate::{container::Container, error::ExtractError, text};

/// The title in the document's properties, unless it is one that a program made up.
fn stated_title(container: &mut Container<'_>) -> Result<Option<String>, ExtractError> {
    // Properties that can't be read are no reason to refuse the document.
    let Ok(Some(properties)) = container.optional_xml("docProps/core.xml") else { return Ok(None) };
    Ok(properties.child("title").map(|title| title.line()).filter(|title| is_a_title(title)))
}

/// Whether a title says what the document is about, rather than "Document1" or "Microsoft Word - x.doc".
pub(crate) fn is_a_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let made_up = [
        "microsoft word",
        "microsoft powerpoint",
        "powerpoint presentation",
        "untitled",
        "document",
        "präsentation",
        "presentation",
        "slide 1",
        "book1",
        "workbook",
    ];
    let is_made_up = made_up.iter().any(|own| {
        lower.strip_prefix(own).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(" - ") || rest.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    let is_file = [".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".odt", ".rtf", ".pdf"]
        .iter()
        .any(|end| lower.ends_with(end));
    text::one_line(title).chars().count() >= 3 && !is_made_up && !is_file
}
