//! A ZIP archive as it is written: files stored as they are, one after the other, then the directory.
//!
//! After PKWARE's APPNOTE 6.3.9, without ZIP64: the caller keeps an archive below 65,535 files and 4 GiB.
//! Nothing is compressed, as most of what people upload is compressed already.

use time::OffsetDateTime;

/// Names are UTF-8 (general purpose bit 11).
const UTF8_NAMES: u16 = 1 << 11;
/// Version needed to extract: 2.0.
const VERSION: u16 = 20;

/// An archive on its way.
#[derive(Debug, Default)]
pub(super) struct Archive {
    directory: Vec<u8>,
    files: u16,
    offset: u32,
}

/// The archive would be too large.
#[derive(Debug, thiserror::Error)]
#[error("the archive is too large")]
pub(super) struct TooLarge;

impl Archive {
    /// What comes before the content of a file.
    pub(super) fn begin_file(
        &mut self,
        name: &str,
        content: &[u8],
        at: OffsetDateTime,
    ) -> Result<Vec<u8>, TooLarge> {
        let size = u32::try_from(content.len()).map_err(|_| TooLarge)?;
        let name_bytes = u16::try_from(name.len()).map_err(|_| TooLarge)?;
        let (day, time) = dos(at);
        let mut common = Vec::with_capacity(26);
        for field in [VERSION, UTF8_NAMES, 0, time, day] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32(content), size, size] {
            common.extend(field.to_le_bytes());
        }
        common.extend(name_bytes.to_le_bytes());
        common.extend(0_u16.to_le_bytes());

        let mut header = b"PK\x03\x04".to_vec();
        header.extend(&common);
        header.extend(name.as_bytes());

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&common);
        // Comment length, disk, internal attributes: 16 bits each; external attributes: 32.
        self.directory.extend([0; 10]);
        self.directory.extend(self.offset.to_le_bytes());
        self.directory.extend(name.as_bytes());

        let header_bytes = u32::try_from(header.len()).map_err(|_| TooLarge)?;
        let behind = self.offset.checked_add(header_bytes).and_then(|offset| offset.checked_add(size));
        self.offset = behind.ok_or(TooLarge)?;
        self.files = self.files.checked_add(1).filter(|files| *files < u16::MAX).ok_or(TooLarge)?;
        Ok(header)
    }

    /// What comes after the last file.
    pub(super) fn end(self) -> Result<Vec<u8>, TooLarge> {
        let size = u32::try_from(self.directory.len()).map_err(|_| TooLarge)?;
        let mut end = self.directory;
        end.extend(b"PK\x05\x06");
        end.extend([0; 4]);
        end.extend(self.files.to_le_bytes());
        end.extend(self.files.to_le_bytes());
        end.extend(size.to_le_bytes());
        end.extend(self.offset.to_le_bytes());
        end.extend([0; 2]);
        Ok(end)
    }
}

/// MS-DOS day and time, to two seconds.
fn dos(at: OffsetDateTime) -> (u16, u16) {
    let years = u16::try_from(at.year().clamp(1980, 2107) - 1980).unwrap_or_default();
    let day = years << 9 | u16::from(u8::from(at.month())) << 5 | u16::from(at.day());
    let time = u16::from(at.hour()) << 11 | u16::from(at.minute()) << 5 | u16::from(at.second() / 2);
    (day, time)
}

/// CRC-32 as in ISO 3309, reflected polynomial 0xEDB88320, four bits at a time.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = table();
    let step = |crc: u32, bits: u32| {
        let entry = TABLE.get(((crc ^ bits) & 15) as usize).copied().unwrap_or_default();
        entry ^ (crc >> 4)
    };
    !bytes.iter().fold(!0_u32, |crc, byte| {
        let byte = u32::from(*byte);
        step(step(crc, byte), byte >> 4)
    })
}

#[expect(clippy::indexing_slicing, reason = "the index is below 16; constant functions cannot use `get_mut`")]
const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let mut crc = index;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[index as usize] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_is_right() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn the_parts_lie_where_the_directory_says() {
        let mut archive = Archive::default();
        let at = OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000);
        let mut file = Vec::new();
        for (name, content) in [("a.md", &b"hello"[..]), ("ü.txt", b"")] {
            file.extend(archive.begin_file(name, content, at).unwrap());
            file.extend(content);
        }
        let directory_at = file.len();
        file.extend(archive.end().unwrap());
        let end = file.len() - 22;
        assert_eq!(&file[end..end + 4], b"PK\x05\x06");
        assert_eq!(&file[end + 8..end + 12], [2, 0, 2, 0]);
        let offset = u32::from_le_bytes(file[end + 16..end + 20].try_into().unwrap());
        assert_eq!(offset as usize, directory_at);
        assert_eq!(&file[directory_at..directory_at + 4], b"PK\x01\x02");
        // The directory's first entry points to the first file, whose content follows its name.
        assert_eq!(&file[..4], b"PK\x03\x04");
        assert_eq!(&file[30..39], b"a.mdhello");
    }
}
