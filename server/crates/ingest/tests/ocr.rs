//! Pages that are pictures, with text recognition: by scripts that stand in for the programs, and by the real ones
//! where they are installed.

#![expect(clippy::unwrap_used, reason = "a test whose set-up fails shall fail")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    time::{Duration, Instant},
};

use chatsphere_ingest::{ExtractError, ExtractLimits, Extracted, Extractor, MediaType, Ocr};
use tempfile::TempDir;

/// Takes in what it is given, with what the shell itself can do: it may start nothing.
const SWALLOW: &str = "while read -r line; do :; done";

fn tool(folder: &TempDir, name: &str, body: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn tools(folder: &TempDir, draw: &str, recognise: &str) -> Ocr {
    Ocr::with_programs(tool(folder, "pdftoppm", draw), tool(folder, "tesseract", recognise), "eng")
}

async fn read(name: &str, ocr: Option<Ocr>) -> Result<Extracted, ExtractError> {
    let bytes = fs::read(format!("tests/fixtures/{name}")).unwrap();
    Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), ExtractLimits::default())
        .with_ocr(ocr)
        .extract(bytes, MediaType::Pdf)
        .await
}

#[tokio::test]
async fn what_is_recognised_goes_to_its_page() {
    let folder = TempDir::new().unwrap();
    let ocr = tools(
        &folder,
        &format!("{SWALLOW}; echo \"drawn $*\""),
        "read -r picture; echo \"$picture and read with $*\"",
    );
    let extracted = read("half-scan-reportlab.pdf", Some(ocr.clone())).await.unwrap();
    assert_eq!(extracted.unread_pages, Vec::<u32>::new());
    let pages: Vec<_> = extracted.blocks.iter().map(|block| block.page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
    let text = extracted.plain_text();
    assert!(text.contains("-f 1 -l 1") && text.contains("stdin stdout -l eng"), "{text}");
    let extracted = read("scan-reportlab.pdf", Some(ocr)).await.unwrap();
    assert_eq!(extracted.pages, Some(1));
}

#[tokio::test]
async fn without_result_the_reason_stays() {
    let folder = TempDir::new().unwrap();
    let ends = [
        tools(&folder, "exit 1", "echo never"),
        Ocr::with_programs("/nowhere/pdftoppm".into(), "/nowhere/tesseract".into(), "eng"),
        // Not one of the tools that may be started.
        Ocr::with_programs("/bin/echo".into(), "/bin/echo".into(), "eng"),
    ];
    for ocr in ends {
        let error = read("scan-reportlab.pdf", Some(ocr)).await.unwrap_err();
        assert_eq!(error, ExtractError::ImageOnly { pages: vec![1] });
    }
    let half = read("half-scan-reportlab.pdf", Some(tools(&folder, "exit 1", "exit 1"))).await.unwrap();
    assert_eq!(half.unread_pages, [1]);
    assert_eq!(read("scan-reportlab.pdf", None).await.unwrap_err().code(), "image_only");
}

#[tokio::test]
async fn a_tool_that_hangs_is_stopped() {
    let folder = TempDir::new().unwrap();
    let mut ocr = tools(&folder, "while :; do :; done", "echo never");
    ocr.wall_time = Duration::from_secs(2);
    let begun = Instant::now();
    assert_eq!(read("scan-reportlab.pdf", Some(ocr)).await.unwrap_err().code(), "image_only");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_scan_is_read_by_the_programs_of_this_machine() {
    // Where they are not installed, the tests above have said what happens.
    let Some(ocr) = Ocr::installed() else { return };
    let extracted = read("scan-reportlab.pdf", Some(ocr)).await.unwrap();
    let text = extracted.plain_text();
    assert!(text.contains("The warranty of the pump is five years."), "{text}");
    assert!(text.contains("Keep the receipt with the serial number."), "{text}");
}
