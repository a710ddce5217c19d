//! PDF to blocks, page by page. Runs in the child process only: the parser may crash, hang or eat memory.

mod edges;
mod layout;
mod lines;
mod paragraph;

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
        page_lines.push(lines::of_page(&document, index, &text::clean(&page_text)));
    }
    if page_lines.iter().flatten().all(|line| line.text.is_empty()) {
        let plural = if page_count == 1 { "page" } else { "pages" };
        return Err(
            last_failure.unwrap_or(ExtractError::ImageOnly { pages: format!("{page_count} {plural}") })
        );
    }
    Ok(layout::document(page_lines))
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
