//! ZIP containers, as most office formats are. Parts are read one by one by their exact name into memory; nothing is
//! unpacked to a folder, so a path that escapes leads nowhere, and an archive in the archive stays closed.
//! What comes out is counted while it comes out: no header is believed.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use crate::{error::ExtractError, limits::ExtractLimits, media::MediaType, xml};

/// Office files have hundreds, e-books some thousands.
const MOST_ENTRIES: usize = 20_000;
/// Text compresses 5 to 20 times, a sheet of equal rows up to 200.
const MOST_RATIO: u64 = 400;
/// Below this the ratio says nothing.
const RATIO_FROM_BYTES: u64 = 8 * 1024 * 1024;

/// An open container.
pub(crate) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How much more may come out, over all parts.
    left_bytes: u64,
    limit_bytes: u64,
    memory_mib: u64,
}

impl<'a> Container<'a> {
    /// Reads the directory of the archive.
    ///
    /// # Errors
    ///
    /// `corrupt`, `too_large` for too many entries.
    pub(crate) fn open(bytes: &'a [u8], limits: &ExtractLimits) -> Result<Self, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(reason)?;
        if archive.len() > MOST_ENTRIES {
            return Err(ExtractError::TooLarge {
                what: "more parts".to_owned(),
                limit: MOST_ENTRIES.to_string(),
            });
        }
        let limit_bytes = u64::try_from(limits.unpacked_bytes).unwrap_or(u64::MAX);
        let memory_mib = limits.memory_bytes / (1024 * 1024);
        Ok(Self { archive, left_bytes: limit_bytes, limit_bytes, memory_mib })
    }

    /// A part, or `None` when there is no such.
    ///
    /// # Errors
    ///
    /// `encrypted`, `corrupt`, `too_large`.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let mut part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(reason(error)),
        };
        if part.encrypted() {
            return Err(ExtractError::Encrypted);
        }
        let by_ratio = part.compressed_size().saturating_mul(MOST_RATIO).max(RATIO_FROM_BYTES);
        let cap = self.left_bytes.min(by_ratio);
        let mut bytes = Vec::new();
        let read = (&mut part).take(cap.saturating_add(1)).read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > cap {
            let limit = format!("{} MiB", self.limit_bytes / (1024 * 1024));
            return Err(match cap == self.left_bytes {
                true => ExtractError::TooLarge { what: "more data once unpacked".to_owned(), limit },
                false => ExtractError::TooLarge {
                    what: "data that unpacks to more".to_owned(),
                    limit: format!("{MOST_RATIO} times its size"),
                },
            });
        }
        // A wrong check sum at the end of a part that was read is forgiven when there is something to show.
        if let Err(error) = read
            && bytes.is_empty()
        {
            return Err(match error.kind() {
                std::io::ErrorKind::OutOfMemory => ExtractError::OutOfMemory { limit_mib: self.memory_mib },
                _ => ExtractError::corrupt("a part of it can't be unpacked"),
            });
        }
        self.left_bytes = self.left_bytes.saturating_sub(length);
        Ok(Some(bytes))
    }

    /// A part that must be there, as a tree.
    ///
    /// # Errors
    ///
    /// As [`Self::read`] and [`xml::parse`]; `corrupt` when it is missing.
    pub(crate) fn xml(&mut self, name: &str) -> Result<xml::Element, ExtractError> {
        let bytes = self.read(name)?.ok_or_else(|| ExtractError::corrupt("a part of it is missing"))?;
        xml::parse(&bytes)
    }

    /// A part that may be missing, as a tree.
    ///
    /// # Errors
    ///
    /// As [`Self::read`] and [`xml::parse`].
    pub(crate) fn optional_xml(&mut self, name: &str) -> Result<Option<xml::Element>, ExtractError> {
        self.read(name)?.map(|bytes| xml::parse(&bytes)).transpose()
    }

    /// What the container says that it is: OpenDocument and EPUB in `mimetype`, Office in its content types.
    ///
    /// # Errors
    ///
    /// `unsupported_type`, and what reading these parts may give.
    pub(crate) fn media_type(&mut self) -> Result<MediaType, ExtractError> {
        if let Some(mimetype) = self.read("mimetype")? {
            let name = String::from_utf8_lossy(mimetype.get(..100).unwrap_or(&mimetype)).trim().to_owned();
            return of_mimetype(&name).ok_or_else(|| unsupported("an OpenDocument file of another kind"));
        }
        if let Some(types) = self.optional_xml("[Content_Types].xml")? {
            let of_part = |part: &xml::Element| of_content_type(part.attribute("ContentType")?);
            return types
                .elements()
                .find_map(of_part)
                .unwrap_or_else(|| Err(unsupported("an Office file of another kind")));
        }
        if self.archive.index_for_name("META-INF/container.xml").is_some() {
            return Ok(MediaType::Epub);
        }
        Err(unsupported("a ZIP archive"))
    }
}

fn of_mimetype(name: &str) -> Option<MediaType> {
    let kind = name.trim_start_matches('\u{feff}');
    if kind.starts_with("application/epub+zip") {
        return Some(MediaType::Epub);
    }
    match kind.strip_prefix("application/vnd.oasis.opendocument.")? {
        "text" | "text-template" | "text-master" => Some(MediaType::Odt),
        "spreadsheet" | "spreadsheet-template" => Some(MediaType::Ods),
        "presentation" | "presentation-template" => Some(MediaType::Odp),
        _ => None,
    }
}

fn of_content_type(content_type: &str) -> Option<Result<MediaType, ExtractError>> {
    let kind = content_type.to_ascii_lowercase();
    if kind == "application/vnd.ms-excel.sheet.binary.macroenabled.main" {
        return Some(Err(unsupported("a binary Excel workbook (.xlsb)")));
    }
    let main = kind.strip_suffix("+xml")?.strip_suffix(".main")?;
    let is = |part: &str| main.contains(part);
    if is("wordprocessingml") || is("ms-word") {
        Some(Ok(MediaType::Docx))
    } else if is("spreadsheetml") || is("ms-excel") {
        Some(Ok(MediaType::Xlsx))
    } else if is("presentationml") || is("ms-powerpoint") {
        Some(Ok(MediaType::Pptx))
    } else {
        None
    }
}

fn unsupported(looks_like: &str) -> ExtractError {
    ExtractError::UnsupportedType { looks_like: looks_like.to_owned() }
}

fn reason(error: ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(detail) if detail.to_ascii_lowercase().contains("password") => {
            ExtractError::Encrypted
        }
        ZipError::UnsupportedArchive(_) => ExtractError::corrupt("it is packed in a way that is not read"),
        _ => ExtractError::corrupt("its archive is damaged or cut off"),
    }
}

/// The name of a part that another part refers to: relative to its folder, or from the root. Outside the container
/// there is nothing.
pub(crate) fn resolve(from_part: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let target = percent_decoded(target);
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from_part.split('/').collect::<Vec<_>>(),
    };
    if !target.starts_with('/') {
        path.pop();
    }
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    (!path.is_empty()).then(|| path.join("/"))
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn parts_are_named_from_each_other() {
        assert_eq!(resolve("word/document.xml", "media/a%20b.xml").as_deref(), Some("word/media/a b.xml"));
        assert_eq!(resolve("ppt/slides/slide1.xml", "../notes/n.xml").as_deref(), Some("ppt/notes/n.xml"));
        assert_eq!(resolve("ppt/slides/slide1.xml", "/ppt/x.xml#top").as_deref(), Some("ppt/x.xml"));
        assert_eq!(resolve("a/b.xml", "../../../etc/passwd"), None);
        assert_eq!(resolve("a/b.xml", ""), Some("a".to_owned()));
    }
}
