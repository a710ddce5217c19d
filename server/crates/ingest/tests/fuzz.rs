//! Each parser under files that are nearly right: real ones, damaged in ways that change from run to run only when
//! the seed does. The same entry, [`extract_in_process`], is the target for a real fuzzer.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test whose set-up fails shall fail")]

#[path = "support/hostile.rs"]
#[expect(dead_code, reason = "only its archive writer is used here")]
mod hostile;

use std::{
    fs,
    io::{Cursor, Read},
};

use chatsphere_ingest::{ExtractLimits, MediaType, chunk, extract_in_process};

/// Rounds a file: enough to find a slip, few enough for every run of the tests.
const ROUNDS: u64 = 40;

/// A small generator (xorshift), so that a failure can be had again.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        if bytes.is_empty() {
            return;
        }
        let at = dice.below(bytes.len());
        let length = dice.below(64).min(bytes.len() - at);
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..at + length)),
            3 => {
                let part = bytes[at..at + length].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, part);
            }
            4 => {
                let signs: [&[u8]; 8] =
                    [b"<", b"</", b"\"", b"{", b"}", b"\\", b"-99999999999", b"\xff\xff\xff\xff"];
                let sign = signs[dice.below(signs.len())];
                bytes.splice(at..at, sign.iter().copied());
            }
            _ => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
        }
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

/// Reads it; whatever comes of it, it must come: no panic, and passages of what was read.
fn fuzz_entry(bytes: Vec<u8>, media_type: MediaType) {
    let limits = ExtractLimits {
        unpacked_bytes: 32 * 1024 * 1024,
        text_bytes: 4 * 1024 * 1024,
        ..ExtractLimits::default()
    };
    if let Ok(extracted) = extract_in_process(bytes, media_type, &limits) {
        chunk(&extracted, &Default::default());
    }
}

fn fuzz(name: &str, media_type: MediaType) {
    let original = fixture(name);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..ROUNDS {
        let mut bytes = original.clone();
        damage(&mut bytes, &mut dice);
        fuzz_entry(bytes, media_type);
    }
}

/// Damages what is in the archive rather than the archive, or the first check sum would end it.
fn fuzz_parts(name: &str, media_type: MediaType) {
    let bytes = fixture(name);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let part_name = part.name().unwrap().into_owned();
        if part_name.ends_with(".xml")
            || part_name.ends_with(".rels")
            || part_name.contains("html")
            || part_name == "mimetype"
        {
            parts.push((part_name, content));
        }
    }
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for _ in 0..ROUNDS {
        let mut own = parts.clone();
        let at = dice.below(own.len());
        damage(&mut own[at].1, &mut dice);
        let packed = hostile::archive(own.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())));
        fuzz_entry(packed, media_type);
    }
}

#[test]
fn word() {
    fuzz_parts("manual-libreoffice.docx", MediaType::Docx);
    fuzz("manual-pandoc.docx", MediaType::Docx);
}

#[test]
fn powerpoint() {
    fuzz_parts("training-python.pptx", MediaType::Pptx);
}

#[test]
fn excel() {
    fuzz_parts("prices-python.xlsx", MediaType::Xlsx);
}

#[test]
fn open_document() {
    fuzz_parts("manual-libreoffice.odt", MediaType::Odt);
    fuzz_parts("prices-libreoffice.ods", MediaType::Ods);
    fuzz_parts("training-libreoffice.odp", MediaType::Odp);
}

#[test]
fn books() {
    fuzz_parts("manual-pandoc.epub", MediaType::Epub);
    fuzz_parts("book-python.epub", MediaType::Epub);
}

#[test]
fn texts() {
    fuzz("returns-libreoffice.rtf", MediaType::Rtf);
    fuzz("manual-pandoc.rtf", MediaType::Rtf);
    fuzz("returns-python.eml", MediaType::Eml);
    fuzz("hoses-python.csv", MediaType::Csv);
    fuzz("hoses-python.csv", MediaType::Tsv);
    fuzz("manual.md", MediaType::Markdown);
    fuzz("manual.md", MediaType::PlainText);
    fuzz("table.html", MediaType::Html);
    let mut dice = Dice(7);
    for _ in 0..ROUNDS {
        let mut json = br#"{"title": "Help", "list": [{"a": 1, "b": "x"}, {"a": 2.5e3, "b": null}], "deep": {"k": ["v", true]}}"#.to_vec();
        damage(&mut json, &mut dice);
        fuzz_entry(json.clone(), MediaType::Json);
        fuzz_entry(json, MediaType::Ndjson);
    }
}

/// The parsers that are not ours may panic or hang; then the child does, and the file has a reason.
#[tokio::test]
async fn parsers_of_others() {
    let limits = ExtractLimits { wall_time: std::time::Duration::from_secs(10), ..ExtractLimits::default() };
    let extractor =
        chatsphere_ingest::Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), limits);
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    for (name, media_type) in [
        ("returns-libreoffice.pdf", MediaType::Pdf),
        ("arabic-chromium.pdf", MediaType::Pdf),
        ("returns-libreoffice.doc", MediaType::Doc),
        ("prices-libreoffice.xls", MediaType::Xls),
    ] {
        for _ in 0..8 {
            let mut bytes = fixture(name);
            damage(&mut bytes, &mut dice);
            if let Err(error) = extractor.extract(bytes, media_type).await {
                assert!(!error.is_retryable(), "{name}: {error}");
            }
        }
    }
}
