//! Word, Excel and PowerPoint files of before 2007, through `office_oxide`, which the PDF parser brings along.

use std::{borrow::Cow, io::Cursor};

use office_oxide::{Document, DocumentFormat, xls::XlsDocument};

use crate::{
    document::{Block, Content, Extracted},
    error::ExtractError,
    markdown,
    media::MediaType,
    table::Grid,
};

/// Blocks of an old Office file. Its structure comes as Markdown.
///
/// # Errors
///
/// `encrypted`, `corrupt`.
pub(crate) fn parse(bytes: Vec<u8>, media_type: MediaType) -> Result<Extracted, ExtractError> {
    let format = match media_type {
        MediaType::Xls => DocumentFormat::Xls,
        MediaType::Ppt => DocumentFormat::Ppt,
        _ => DocumentFormat::Doc,
    };
    let document = Document::from_reader(Cursor::new(bytes), format).map_err(|error| {
        let detail = error.to_string().to_ascii_lowercase();
        if detail.contains("encrypt") || detail.contains("password") {
            ExtractError::Encrypted
        } else {
            ExtractError::corrupt("it is no valid Office file")
        }
    })?;
    if let Some(workbook) = document.as_xls() {
        return Ok(Extracted { blocks: sheets(workbook), ..Extracted::default() });
    }
    let mut blocks = markdown::parse_without_extensions(&document.to_markdown());
    let mut pages = None;
    if media_type == MediaType::Ppt {
        pages = Some(number_slides(&mut blocks));
    }
    let title = blocks.iter().find_map(|block| match &block.content {
        Content::Heading { level: 1, text } => Some(text.clone()),
        _ => None,
    });
    Ok(Extracted { title, blocks, pages, ..Extracted::default() })
}

/// The visible sheets, each under its name.
fn sheets(workbook: &XlsDocument) -> Vec<Block> {
    let all_hidden = workbook.sheets.iter().all(|sheet| sheet.hidden);
    let mut blocks = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| all_hidden || !sheet.hidden) {
        let mut grid = Grid::default();
        for (index, row) in sheet.rows.iter().enumerate() {
            let cell = |column| sheet.display_text(index, column).map(Cow::into_owned).unwrap_or_default();
            grid.push(u32::try_from(index + 1).ok(), (0..row.len()).map(cell).collect());
        }
        let rows = grid.with_detected_headers();
        if !rows.is_empty() {
            blocks.push(Block::new(Content::heading(2, &sheet.name)));
            blocks.extend(rows);
        }
    }
    blocks
}

/// Slides come as sections called "Slide 3"; they are pages here. Says how many there are.
fn number_slides(blocks: &mut Vec<Block>) -> u32 {
    let mut slide = 0;
    blocks.retain_mut(|block| {
        let Content::Heading { level, text } = &mut block.content else {
            block.page = Some(slide.max(1));
            return true;
        };
        if let Some(number) = text.strip_prefix("Slide ").and_then(|number| number.parse().ok()) {
            slide = number;
            return false;
        }
        *level = level.saturating_sub(1).max(1);
        block.page = Some(slide.max(1));
        true
    });
    slide
}
