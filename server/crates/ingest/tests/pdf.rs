//! PDFs, good and bad, through the child process as the server reads them.

mod support;

use std::time::{Duration, Instant};

use chatsphere_ingest::{
    ChunkOptions, Content, ExtractError, ExtractLimits, Extracted, Extractor, MediaType, chunk, sniff,
};
use support::{Line, PdfWriter, content_bomb, manual, simple_pdf};

async fn read_within(bytes: Vec<u8>, limits: ExtractLimits) -> Result<Extracted, ExtractError> {
    let extractor = Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), limits);
    assert_eq!(sniff(&bytes, "file.pdf"), Ok(MediaType::Pdf));
    extractor.extract(bytes, MediaType::Pdf).await
}

async fn read(bytes: Vec<u8>) -> Result<Extracted, ExtractError> {
    read_within(bytes, ExtractLimits::default()).await
}

#[tokio::test]
async fn text_knows_its_page() {
    let extracted = read(simple_pdf(&["First page.", "Second page (with brackets)."])).await.unwrap();
    assert_eq!(extracted.pages, Some(2));
    let found: Vec<_> = extracted.blocks.iter().map(|block| (block.page, block.content.clone())).collect();
    assert_eq!(
        found,
        vec![
            (Some(1), Content::paragraph("First page.")),
            (Some(2), Content::paragraph("Second page (with brackets)."))
        ]
    );
}

#[tokio::test]
async fn headings_are_told_by_their_size() {
    let mut pdf = PdfWriter::new();
    pdf.text_page(&[
        Line { size: 24, text: "Pump manual" },
        Line { size: 16, text: "Starting the pump" },
        Line { size: 10, text: "Open the valve and press the green button for as long as" },
        Line { size: 10, text: "the lamp is dark. The pump starts by itself after that." },
        Line { size: 16, text: "Stopping the pump" },
        Line { size: 10, text: "Press the red button." },
    ]);
    let extracted = read(pdf.finish()).await.unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Pump manual"));
    let drafts = chunk(&extracted, &ChunkOptions { tiny_size: 0, ..ChunkOptions::default() });
    let found: Vec<_> =
        drafts.iter().map(|draft| (draft.heading_path.join(" > "), draft.text.as_str())).collect();
    assert_eq!(
        found,
        vec![
            (
                "Starting the pump".to_owned(),
                "Open the valve and press the green button for as long as the lamp is dark. The pump starts by itself after that."
            ),
            ("Stopping the pump".to_owned(), "Press the red button."),
        ]
    );
}

#[tokio::test]
async fn three_hundred_pages_are_read_in_bounded_time_and_memory() {
    let file = manual(300);
    let begun = Instant::now();
    let limits = ExtractLimits { memory_bytes: 512 * 1024 * 1024, ..ExtractLimits::default() };
    let extracted = read_within(file, limits).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(extracted.pages, Some(300));
    assert_eq!(extracted.language.as_deref(), Some("en"));
    let drafts = chunk(&extracted, &ChunkOptions::default());
    for page in [1, 150, 300] {
        let wanted = format!("Line 7 of page {page} tells how the pump behaves when valve 7 is open.");
        let draft = drafts.iter().find(|draft| draft.text.contains(&wanted)).expect("the line is there");
        assert_eq!(draft.page, Some(page));
        assert!(
            draft.heading_path.iter().any(|heading| heading.contains(&format!("P-{page:03}"))),
            "{draft:?}"
        );
        assert!(!draft.text.contains("Page ") && !draft.text.contains("service manual"), "{}", draft.text);
    }
}

#[tokio::test]
async fn protected_files_are_told() {
    let mut pdf = PdfWriter::new();
    pdf.text_page(&[Line { size: 12, text: "Secret" }]);
    pdf.encrypt();
    assert_eq!(read(pdf.finish()).await.unwrap_err().code(), "encrypted");
}

#[tokio::test]
async fn scans_are_told() {
    let mut pdf = PdfWriter::new();
    (0..3).for_each(|_| pdf.image_page());
    let error = read(pdf.finish()).await.unwrap_err();
    assert_eq!(error, ExtractError::ImageOnly { pages: vec![1, 2, 3] });
}

#[tokio::test]
async fn files_without_pages_or_without_sense_are_corrupt() {
    let no_pages = PdfWriter::new().finish();
    let header_only = b"%PDF-1.4\n".to_vec();
    let noise: Vec<u8> = b"%PDF-1.7\n"
        .iter()
        .copied()
        .chain((0..50_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 9) as u8))
        .collect();
    for bytes in [no_pages, header_only, noise] {
        assert_eq!(read(bytes).await.unwrap_err().code(), "corrupt");
    }
}

#[tokio::test]
async fn a_truncated_file_ends_with_a_reason_or_with_what_is_left() {
    let whole = manual(20);
    for share in [1, 5, 9] {
        let cut = whole[..whole.len() * share / 10].to_vec();
        match read(cut).await {
            Ok(extracted) => assert!(extracted.plain_text().contains("Line 0 of page 1 ")),
            Err(error) => assert_eq!(error.code(), "corrupt"),
        }
    }
}

#[tokio::test]
async fn a_page_tree_that_loops_ends_within_the_limit() {
    for through_a_child in [false, true] {
        let mut pdf = PdfWriter::new();
        pdf.text_page(&[Line { size: 12, text: "Hard to reach" }]);
        pdf.loop_page_tree(through_a_child);
        let begun = Instant::now();
        let limits = ExtractLimits { wall_time: Duration::from_secs(5), ..ExtractLimits::default() };
        let outcome = read_within(pdf.finish(), limits).await;
        assert!(begun.elapsed() < Duration::from_secs(15));
        if let Err(error) = outcome {
            assert!(matches!(error.code(), "corrupt" | "timeout" | "out_of_memory"), "{error}");
        }
    }
}

#[tokio::test]
async fn content_bombs_end_within_the_limits() {
    for pattern in [&b" "[..], b"BT /F1 9 Tf (boom) Tj ET\n"] {
        let bomb = content_bomb(pattern, 512 * 1024 * 1024);
        let begun = Instant::now();
        let limits = ExtractLimits { wall_time: Duration::from_secs(10), ..ExtractLimits::default() };
        let outcome = read_within(bomb, limits).await;
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        if let Err(error) = outcome {
            let codes = ["corrupt", "timeout", "out_of_memory", "too_large"];
            assert!(codes.contains(&error.code()), "{error}");
        }
    }
}

#[tokio::test]
async fn too_little_memory_is_told() {
    let limits = ExtractLimits { memory_bytes: 90 * 1024 * 1024, ..ExtractLimits::default() };
    let mut file = manual(200);
    file.resize(40 * 1024 * 1024, b'\n');
    assert_eq!(read_within(file, limits).await.unwrap_err().code(), "out_of_memory");
}

#[tokio::test]
async fn too_many_pages_are_told() {
    let limits = ExtractLimits { pages: 10, ..ExtractLimits::default() };
    let error = read_within(manual(11), limits).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "The file holds more pages than the limit of 10. Split it into smaller files."
    );
}
