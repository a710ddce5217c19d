//! PDF to blocks, page by page. Runs in the child process only: the parser may crash, hang or eat memory.

mod columns;
mod edges;
mod layout;
mod lines;
mod paragraph;
mod pieces;
mod right_to_left;
mod tables;

use layout::Line;
use pdf_oxide::{Error, PdfDocument};

use crate::{document::Extracted, error::ExtractError, limits::ExtractLimits, text};

/// Blocks, title and number of pages of a PDF.
///
/// # Errors
///
/// `encrypted`, `image_only`, `corrupt`, `too_large`.
pub(crate) fn parse(bytes: Vec<u8>, limits: &ExtractLimits) -> Result<Extracted, ExtractError> {
    let document = PdfDocument::from_bytes(bytes).map_err(reason)?;
    // Many PDFs are encrypted with the empty password, only to forbid printing: those open.
    if document.is_encrypted() && !document.is_authenticated() && !document.authenticate(b"").unwrap_or(false)
    {
        return Err(ExtractError::Encrypted);
    }
    let pages = document.page_count().map_err(reason)?;
    let page_count = u32::try_from(pages).unwrap_or(u32::MAX);
    if page_count == 0 {
        return Err(ExtractError::corrupt("it has no pages"));
    }
    if page_count > limits.pages {
        return Err(ExtractError::TooLarge {
            what: "more pages".to_owned(),
            limit: limits.pages.to_string(),
        });
    }
    let mut page_lines = Vec::with_capacity(pages);
    let mut text_bytes = 0;
    let mut last_failure = None;
    let mut unread_pages = Vec::new();
    for index in 0..pages {
        // One bad page does not take the others with it.
        let page_text = document.extract_text(index).unwrap_or_else(|error| {
            last_failure = Some(reason(error));
            String::new()
        });
        text_bytes += page_text.len();
        if text_bytes > limits.text_bytes {
            return Err(crate::reader::over_text_limit(limits));
        }
        let lines = lines::of_page(&document, index, &text::clean(&page_text));
        if lines.iter().all(Line::is_empty) {
            match without_text(&document, index) {
                Ok(true) => unread_pages.push(u32::try_from(index + 1).unwrap_or(u32::MAX)),
                Ok(false) => {}
                Err(error) => last_failure = last_failure.or(Some(error)),
            }
        }
        page_lines.push(lines);
    }
    if page_lines.iter().flatten().all(Line::is_empty) {
        let no_text = match unread_pages.is_empty() {
            true => ExtractError::Empty,
            false => ExtractError::ImageOnly { pages: unread_pages },
        };
        return Err(last_failure.unwrap_or(no_text));
    }
    Ok(Extracted { unread_pages, ..layout::document(page_lines) })
}

/// Whether a page that gave no text shows something: a picture, or drawn letters. One that is blank has nothing to read.
///
/// # Errors
///
/// `too_large` when its content unpacks to more than may be, `corrupt` when it can't be unpacked.
fn without_text(document: &PdfDocument, index: usize) -> Result<bool, ExtractError> {
    match document.get_page_content_data(index) {
        Ok(content) => Ok(content.iter().any(|byte| !byte.is_ascii_whitespace())),
        Err(Error::Decode(detail)) if detail.contains("limit") => Err(ExtractError::TooLarge {
            what: "more data on one page once unpacked".to_owned(),
            limit: "256 MiB".to_owned(),
        }),
        Err(error) => Err(reason(error)),
    }
}

fn reason(error: Error) -> ExtractError {
    match error {
        Error::EncryptedPdf => ExtractError::Encrypted,
        Error::InvalidHeader(_) | Error::UnsupportedVersion(_) => {
            ExtractError::corrupt("it has no PDF header")
        }
        Error::UnexpectedEof | Error::InvalidXref => ExtractError::corrupt("it is cut off"),
        Error::CircularReference(_) | Error::RecursionLimitExceeded(_) => {
            ExtractError::corrupt("its pages refer to themselves")
        }
        Error::Unsupported(detail) if detail.to_ascii_lowercase().contains("security") => {
            ExtractError::Encrypted
        }
        _ => ExtractError::corrupt("it is not a valid PDF"),
    }
}
