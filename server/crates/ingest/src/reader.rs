//! One file's bytes to its content: decode, parse, check that something was found.

use crate::{
    container::Container, delimited, document::Extracted, epub, error::ExtractError, html, json, language,
    limits::ExtractLimits, mail, markdown, media::MediaType, office, open_document, pdf, plain, rtf, text,
};

/// Reads a file in this very process and thread. The child program does so under its limits; the server calls
/// it for plain text and Markdown only (see [`crate::Extractor`]).
///
/// # Errors
///
/// Any reason of [`ExtractError`] but `timeout`, `out_of_memory` and `reader_unavailable`.
pub fn extract_in_process(
    bytes: Vec<u8>,
    media_type: MediaType,
    limits: &ExtractLimits,
) -> Result<Extracted, ExtractError> {
    if bytes.len() > limits.input_bytes {
        return Err(over_input_limit(limits));
    }
    let mut extracted = match media_type {
        MediaType::PlainText => plain::parse(&decoded(&bytes)?),
        MediaType::Markdown => markdown::parse(&decoded(&bytes)?),
        MediaType::Html => html::parse(&bytes)?,
        MediaType::Pdf => pdf::parse(bytes, limits)?,
        MediaType::Csv => delimited::parse(&decoded(&bytes)?, false),
        MediaType::Tsv => delimited::parse(&decoded(&bytes)?, true),
        MediaType::Json => json::parse(&decoded(&bytes)?)?,
        MediaType::Ndjson => json::parse_lines(&decoded(&bytes)?)?,
        MediaType::Rtf => rtf::parse(&bytes)?,
        MediaType::Eml => mail::parse(&bytes)?,
        MediaType::Doc | MediaType::Xls | MediaType::Ppt => office::parse_legacy(bytes, media_type)?,
        _ => of_container(&bytes, limits)?,
    };
    extracted.blocks.retain(|block| !block.content.is_blank());
    if extracted.blocks.is_empty() {
        return Err(ExtractError::Empty);
    }
    if extracted.text_bytes() > limits.text_bytes {
        return Err(over_text_limit(limits));
    }
    extracted.title = extracted.title.map(|title| short_title(&title)).filter(|title| !title.is_empty());
    extracted.language = language::of_document(&extracted);
    Ok(extracted)
}

/// What is in a ZIP container is told by its own words, whatever its entries are called.
fn of_container(bytes: &[u8], limits: &ExtractLimits) -> Result<Extracted, ExtractError> {
    let mut container = Container::open(bytes, limits)?;
    match container.media_type()? {
        MediaType::Docx => office::parse_docx(&mut container),
        MediaType::Pptx => office::parse_pptx(&mut container, limits),
        MediaType::Xlsx => office::parse_xlsx(&mut container, limits),
        MediaType::Epub => epub::parse(&mut container, limits),
        other => open_document::parse(&mut container, other, limits),
    }
}

pub(crate) fn over_input_limit(limits: &ExtractLimits) -> ExtractError {
    ExtractError::TooLarge { what: "more bytes".to_owned(), limit: mebibytes(limits.input_bytes) }
}

pub(crate) fn over_text_limit(limits: &ExtractLimits) -> ExtractError {
    ExtractError::TooLarge { what: "more text".to_owned(), limit: mebibytes(limits.text_bytes) }
}

fn mebibytes(bytes: usize) -> String {
    const MEBIBYTE: usize = 1024 * 1024;
    if bytes < MEBIBYTE { format!("{bytes} bytes") } else { format!("{} MiB", bytes / MEBIBYTE) }
}

fn decoded(bytes: &[u8]) -> Result<String, ExtractError> {
    text::decode(bytes).ok_or_else(|| ExtractError::corrupt("it is not text in any known encoding"))
}

/// One line of at most 200 characters.
fn short_title(title: &str) -> String {
    let one_line = text::clean(title).split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.chars().take(200).collect::<String>().trim_end().to_owned()
}
