//! What a file is, by its content. A name is only believed where content can't tell (Markdown, CSV, plain text), and
//! only blamed when it promises what is not there.

mod binary;
mod textual;

use crate::{error::ExtractError, text};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `text/plain`
    PlainText,
    /// `text/markdown`
    Markdown,
    /// `text/html`
    Html,
    /// `application/pdf`
    Pdf,
    /// Word
    Docx,
    /// PowerPoint
    Pptx,
    /// Excel
    Xlsx,
    /// Word of before 2007
    Doc,
    /// PowerPoint of before 2007
    Ppt,
    /// Excel of before 2007
    Xls,
    /// OpenDocument text
    Odt,
    /// OpenDocument spreadsheet
    Ods,
    /// OpenDocument presentation
    Odp,
    /// `application/rtf`
    Rtf,
    /// `application/epub+zip`
    Epub,
    /// `message/rfc822`
    Eml,
    /// `text/csv`, whatever stands between its values
    Csv,
    /// `text/tab-separated-values`
    Tsv,
    /// `application/json`
    Json,
    /// `application/x-ndjson`
    Ndjson,
}

impl MediaType {
    /// Every one of them.
    pub const ALL: [Self; 20] = [
        Self::PlainText,
        Self::Markdown,
        Self::Html,
        Self::Pdf,
        Self::Docx,
        Self::Pptx,
        Self::Xlsx,
        Self::Doc,
        Self::Ppt,
        Self::Xls,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Rtf,
        Self::Epub,
        Self::Eml,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Ndjson,
    ];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlainText => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Doc => "application/msword",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Xls => "application/vnd.ms-excel",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Rtf => "application/rtf",
            Self::Epub => "application/epub+zip",
            Self::Eml => "message/rfc822",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// The media type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media_type| media_type.as_str() == name)
    }

    /// Whether it is read in a child process with limits: all but plain text and Markdown.
    pub fn needs_child(self) -> bool {
        !matches!(self, Self::PlainText | Self::Markdown)
    }

    /// Whether it is a ZIP container inside, whose own words tell which.
    pub(crate) fn is_container(self) -> bool {
        matches!(self, Self::Docx | Self::Pptx | Self::Xlsx | Self::Odt | Self::Ods | Self::Odp | Self::Epub)
    }

    /// For people: "This looks like …".
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::PlainText => "plain text",
            Self::Markdown => "Markdown text",
            Self::Html => "a web page (HTML)",
            Self::Pdf => "a PDF",
            Self::Docx => "a Word document",
            Self::Pptx => "a PowerPoint presentation",
            Self::Xlsx => "an Excel workbook",
            Self::Doc => "an old Word document",
            Self::Ppt => "an old PowerPoint presentation",
            Self::Xls => "an old Excel workbook",
            Self::Odt => "an OpenDocument text",
            Self::Ods => "an OpenDocument spreadsheet",
            Self::Odp => "an OpenDocument presentation",
            Self::Rtf => "a rich text (RTF) file",
            Self::Epub => "an EPUB e-book",
            Self::Eml => "an e-mail",
            Self::Csv | Self::Tsv => "a table as text (CSV)",
            Self::Json | Self::Ndjson => "JSON",
        }
    }
}

/// What these bytes are. `name` is the file's name; it may be empty or lie. The beginning of a file is enough, though
/// of a container it may only tell what it is likely to be.
///
/// # Errors
///
/// `empty`, `encrypted`, `unsupported_type` (naming what it looks like), `wrong_type` (a `.pdf` that is none).
pub fn sniff(bytes: &[u8], name: &str) -> Result<MediaType, ExtractError> {
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(ExtractError::Empty);
    }
    let extension = extension_of(name);
    let found = by_content(bytes, &extension);
    let is_promised = match extension.as_str() {
        "pdf" => matches!(found, Ok(MediaType::Pdf)),
        // A page or a mail that an office program was given is read as what it is; bare text is a mistake.
        "docx" | "docm" | "pptx" | "pptm" | "xlsx" | "xlsm" | "odt" | "ods" | "odp" | "epub" => {
            !matches!(found, Ok(MediaType::PlainText | MediaType::Csv | MediaType::Json | MediaType::Ndjson))
        }
        _ => true,
    };
    if is_promised {
        return found;
    }
    let looks_like = match found {
        Ok(media_type) => media_type.described().to_owned(),
        Err(ExtractError::UnsupportedType { looks_like }) => looks_like,
        Err(other) => return Err(other),
    };
    Err(ExtractError::WrongType { extension: format!(".{extension}"), looks_like })
}

fn by_content(bytes: &[u8], extension: &str) -> Result<MediaType, ExtractError> {
    if is_pdf(bytes) {
        return Ok(MediaType::Pdf);
    }
    if let Some(told) = binary::told(bytes, extension) {
        return told;
    }
    let sample = text_sample(bytes);
    let Some(decoded) = text::decode(sample) else {
        return Err(ExtractError::UnsupportedType { looks_like: "a binary file".to_owned() });
    };
    let is_whole = sample.len() == bytes.len();
    if decoded.trim().is_empty() && is_whole {
        return Err(ExtractError::Empty);
    }
    Ok(textual::told(&decoded, extension, is_whole))
}

/// Enough of the file to tell what it is, cut where no character is split: this runs while an upload waits.
fn text_sample(bytes: &[u8]) -> &[u8] {
    const SAMPLE: usize = 64 * 1024;
    let Some(head) = bytes.get(..SAMPLE) else { return bytes };
    let cut = head.iter().rposition(|byte| *byte == b'\n').filter(|at| *at > SAMPLE / 2);
    // In UTF-16 a unit is two bytes, in UTF-32 four; keep the sample even.
    let end = cut.map_or(SAMPLE, |at| at & !3);
    head.get(..end).unwrap_or(head)
}

/// The end of the name after its last dot, in lower case, or nothing.
fn extension_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    file.rsplit_once('.').map(|(_, end)| end.trim().to_ascii_lowercase()).unwrap_or_default()
}

/// Readers accept the mark anywhere in the first kilobyte, behind whatever a mail gateway put there. A text
/// that merely mentions it has no PDF objects.
fn is_pdf(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%PDF-";
    let head = bytes.get(..1024).unwrap_or(bytes);
    match head.windows(MARK.len()).position(|window| window == MARK) {
        Some(0) => true,
        Some(_) => bytes.windows(6).any(|window| window == b"endobj"),
        None => false,
    }
}

#[cfg(test)]
mod tests;
