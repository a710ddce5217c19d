//! What a file is, by its content. A name is only believed where content can't tell (Markdown or plain
//! text), and only blamed when it promises a PDF that is not there.

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
}

impl MediaType {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::PlainText, Self::Markdown, Self::Html, Self::Pdf];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlainText => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
        }
    }

    /// The media type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media_type| media_type.as_str() == name)
    }

    /// Whether it is read in a child process with limits.
    pub fn needs_child(self) -> bool {
        matches!(self, Self::Html | Self::Pdf)
    }

    fn described(self) -> &'static str {
        match self {
            Self::PlainText => "plain text",
            Self::Markdown => "Markdown text",
            Self::Html => "a web page (HTML)",
            Self::Pdf => "a PDF",
        }
    }
}

/// What these bytes are. `name` is the file's name; it may be empty or lie.
///
/// # Errors
///
/// `empty`, `unsupported_type` (naming what it looks like), `wrong_type` (a `.pdf` that is none).
pub fn sniff(bytes: &[u8], name: &str) -> Result<MediaType, ExtractError> {
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(ExtractError::Empty);
    }
    let extension = extension_of(name);
    let found = by_content(bytes, &extension);
    if extension == "pdf" && !matches!(found, Ok(MediaType::Pdf)) {
        let looks_like = match found {
            Ok(media_type) => media_type.described().to_owned(),
            Err(ExtractError::UnsupportedType { looks_like }) => looks_like,
            Err(other) => return Err(other),
        };
        return Err(ExtractError::WrongType { extension: ".pdf".to_owned(), looks_like });
    }
    found
}

fn by_content(bytes: &[u8], extension: &str) -> Result<MediaType, ExtractError> {
    if is_pdf(bytes) {
        return Ok(MediaType::Pdf);
    }
    if let Some(looks_like) = known_binary(bytes, extension) {
        return Err(ExtractError::UnsupportedType { looks_like: looks_like.to_owned() });
    }
    let sample = text_sample(bytes);
    let Some(decoded) = text::decode(sample) else {
        return Err(ExtractError::UnsupportedType { looks_like: "a binary file".to_owned() });
    };
    if decoded.trim().is_empty() && sample.len() == bytes.len() {
        return Err(ExtractError::Empty);
    }
    if decoded.trim_start().starts_with("{\\rtf") {
        return Err(ExtractError::UnsupportedType { looks_like: "a rich text (RTF) file".to_owned() });
    }
    // Markdown may open with HTML (a centred logo is common), so its own name is believed first.
    if matches!(extension, "md" | "markdown" | "mdx" | "mkd" | "mdown") {
        return Ok(MediaType::Markdown);
    }
    if looks_like_html(&decoded, extension) {
        return Ok(MediaType::Html);
    }
    Ok(MediaType::PlainText)
}

/// Enough of the file to tell what it is, cut where no character is split: this runs while an upload waits.
fn text_sample(bytes: &[u8]) -> &[u8] {
    const SAMPLE: usize = 64 * 1024;
    let Some(head) = bytes.get(..SAMPLE) else { return bytes };
    let cut = head.iter().rposition(|byte| *byte == b'\n').filter(|at| *at > SAMPLE / 2);
    // In UTF-16 a unit is two bytes; keep the sample even.
    let end = cut.map_or(SAMPLE, |at| at & !1);
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

/// Formats told by their first bytes that are not read here.
fn known_binary(bytes: &[u8], extension: &str) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ\0", "an xz archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
        (b"\x7fELF", "a program"),
        (b"\xfe\xed\xfa\xce", "a program"),
        (b"\xfe\xed\xfa\xcf", "a program"),
        (b"\xcf\xfa\xed\xfe", "a program"),
        (b"\xca\xfe\xba\xbe", "a program"),
        (b"\0asm", "a WebAssembly program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"OggS", "an audio file"),
        (b"fLaC", "an audio file"),
        (b"ID3", "an MP3 audio file"),
        (b"%!PS", "a PostScript file"),
        (b"wOFF", "a font"),
        (b"wOF2", "a font"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(match extension {
            "doc" => "an old Word document",
            "xls" => "an old Excel workbook",
            "ppt" => "an old PowerPoint presentation",
            "msg" => "an Outlook message",
            _ => "an old Office file or an encrypted Office document",
        });
    }
    if bytes.starts_with(b"RIFF") {
        return Some(match bytes.get(8..12) {
            Some(b"WEBP") => "a WebP image",
            Some(b"WAVE") => "a WAV audio file",
            Some(b"AVI ") => "a video",
            _ => "a media file",
        });
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("a video or an HEIC image");
    }
    // Two letters are too few to go by: text may begin with them.
    if (bytes.starts_with(b"MZ") || bytes.starts_with(b"BM"))
        && bytes.get(..512).unwrap_or(bytes).contains(&0)
    {
        return Some(if bytes.starts_with(b"MZ") { "a Windows program" } else { "a BMP image" });
    }
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
}

/// Office and e-book files are ZIP archives; the names of their entries tell which.
fn zip_kind(bytes: &[u8]) -> &'static str {
    const ENTRIES: &[(&[u8], &str)] = &[
        (b"application/epub+zip", "an EPUB e-book"),
        (b"application/vnd.oasis.opendocument.text", "an OpenDocument text"),
        (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"),
        (b"application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation"),
        (b"word/", "a Word document"),
        (b"xl/", "an Excel workbook"),
        (b"ppt/", "a PowerPoint presentation"),
        (b"META-INF/MANIFEST.MF", "a Java program"),
        (b"AndroidManifest.xml", "an Android program"),
    ];
    // Entry names stand at the front (local headers) and at the end (central directory).
    const EDGE: usize = 64 * 1024;
    let head = bytes.get(..EDGE).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(EDGE)..).unwrap_or_default();
    let contains = |needle: &[u8]| {
        [head, tail].iter().any(|part| part.windows(needle.len()).any(|window| window == needle))
    };
    ENTRIES.iter().find(|(needle, _)| contains(needle)).map_or("a ZIP archive", |(_, name)| *name)
}

/// A whole page or a clear fragment; a text that mentions a tag is not one.
fn looks_like_html(decoded: &str, extension: &str) -> bool {
    let head: String = decoded.trim_start().chars().take(2_048).collect::<String>().to_ascii_lowercase();
    let opens = ["<!doctype html", "<html", "<head", "<body", "<!doctype htm"];
    if opens.iter().any(|tag| head.starts_with(tag)) {
        return true;
    }
    let anywhere = head.contains("<html") || head.contains("<body") || head.contains("<!doctype html");
    let leads_with_markup = head.starts_with("<!--") || head.starts_with("<?xml");
    if leads_with_markup && anywhere {
        return true;
    }
    let fragment = [
        "<p", "<div", "<h1", "<h2", "<h3", "<ul", "<ol", "<table", "<article", "<section", "<main", "<title",
    ];
    let has_fragment = fragment.iter().any(|tag| head.contains(tag));
    if matches!(extension, "html" | "htm" | "xhtml") {
        return anywhere || has_fragment || head.starts_with('<');
    }
    fragment.iter().any(|tag| head.starts_with(tag)) && (head.contains("</") || head.contains("/>"))
}

#[cfg(test)]
mod tests;
