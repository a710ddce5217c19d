//! Formats that are told by their first bytes: containers that are read, and what is not.

use super::MediaType;
use crate::error::ExtractError;

type Told = Result<MediaType, ExtractError>;

/// What the first bytes say, if they say anything.
pub(super) fn told(bytes: &[u8], extension: &str) -> Option<Told> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes, extension));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound_kind(bytes, extension));
    }
    not_read(bytes).map(|looks_like| Err(unsupported(looks_like)))
}

fn unsupported(looks_like: &str) -> ExtractError {
    ExtractError::UnsupportedType { looks_like: looks_like.to_owned() }
}

/// Formats told by their first bytes that are not read here.
fn not_read(bytes: &[u8]) -> Option<&'static str> {
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

/// Office and e-book files are ZIP archives; the names of their entries tell which. The child process looks closer.
fn zip_kind(bytes: &[u8], extension: &str) -> Told {
    const ENTRIES: [(&[u8], MediaType); 7] = [
        (b"application/epub+zip", MediaType::Epub),
        (b"application/vnd.oasis.opendocument.text", MediaType::Odt),
        (b"application/vnd.oasis.opendocument.spreadsheet", MediaType::Ods),
        (b"application/vnd.oasis.opendocument.presentation", MediaType::Odp),
        (b"word/", MediaType::Docx),
        (b"ppt/", MediaType::Pptx),
        (b"xl/", MediaType::Xlsx),
    ];
    const OTHERS: [(&[u8], &str); 4] = [
        (b"META-INF/MANIFEST.MF", "a Java program"),
        (b"AndroidManifest.xml", "an Android program"),
        (b"Index/Document.iwa", "a Pages, Numbers or Keynote document"),
        (b"Index.zip", "a Pages, Numbers or Keynote document"),
    ];
    // Entry names stand at the front (local headers) and at the end (central directory).
    const EDGE: usize = 64 * 1024;
    let head = bytes.get(..EDGE).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(EDGE)..).unwrap_or_default();
    let contains = |needle: &[u8]| {
        [head, tail].iter().any(|part| part.windows(needle.len()).any(|window| window == needle))
    };
    if contains(b"[Content_Types].xml") || contains(b"mimetype") {
        if let Some((_, media_type)) = ENTRIES.iter().find(|(needle, _)| contains(needle)) {
            return Ok(*media_type);
        }
        let by_name = MediaType::ALL.into_iter().filter(|media_type| media_type.is_container());
        let named = by_name.zip(["docx", "pptx", "xlsx", "odt", "ods", "odp", "epub"]);
        if let Some((media_type, _)) = named.into_iter().find(|(_, own)| *own == extension) {
            return Ok(media_type);
        }
    }
    let looks_like = OTHERS.iter().find(|(needle, _)| contains(needle)).map(|(_, name)| *name);
    Err(unsupported(looks_like.unwrap_or("a ZIP archive")))
}

/// Compound files hold old Office documents, Outlook's messages, and new Office documents that have a password.
fn compound_kind(bytes: &[u8], extension: &str) -> Told {
    let names = compound_names(bytes);
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("EncryptedPackage") || has("EncryptionInfo") {
        Err(ExtractError::Encrypted)
    } else if has("WordDocument") {
        Ok(MediaType::Doc)
    } else if has("Workbook") || has("Book") {
        Ok(MediaType::Xls)
    } else if has("PowerPoint Document") {
        Ok(MediaType::Ppt)
    } else if names.iter().any(|name| name.starts_with("__substg1.0")) || extension == "msg" {
        Err(unsupported("an Outlook message (.msg); save it as .eml"))
    } else if names.is_empty() {
        // The directory stands further back than what we were given; the name has to do until all is here.
        match extension {
            "doc" | "docx" | "dot" => Ok(MediaType::Doc),
            "xls" | "xlsx" | "xlt" => Ok(MediaType::Xls),
            "ppt" | "pptx" | "pps" => Ok(MediaType::Ppt),
            _ => Err(unsupported("an old Office file")),
        }
    } else {
        Err(unsupported("an old file of another program"))
    }
}

/// The names in the first sector of a compound file's directory (the format is MS-CFB).
fn compound_names(bytes: &[u8]) -> Vec<String> {
    const ENTRY: usize = 128;
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let shift = bytes.get(30..32).and_then(|two| two.try_into().ok()).map_or(9, u16::from_le_bytes);
    let Some(sector) = number(48).and_then(|sector| usize::try_from(sector).ok()) else { return Vec::new() };
    let size = 1_usize << shift.clamp(7, 16);
    let Some(start) = sector.checked_add(1).and_then(|sector| sector.checked_mul(size)) else {
        return Vec::new();
    };
    // Directories of more than a sector lie in one piece as a rule.
    let Some(directory) = start.checked_add(size * 8).map(|end| bytes.get(start..end.min(bytes.len())))
    else {
        return Vec::new();
    };
    let entries = directory.unwrap_or_default().chunks_exact(ENTRY);
    let name = |entry: &[u8]| {
        let length = usize::from(u16::from_le_bytes(entry.get(64..66)?.try_into().ok()?));
        let units = entry.get(..length.checked_sub(2).filter(|length| *length <= 62)?)?;
        let units: Vec<u16> =
            units.chunks_exact(2).filter_map(|two| Some(u16::from_le_bytes(two.try_into().ok()?))).collect();
        String::from_utf16(&units).ok().filter(|name| !name.is_empty())
    };
    entries.filter_map(name).collect()
}
