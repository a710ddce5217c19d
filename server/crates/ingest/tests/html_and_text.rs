//! Web pages through the child process; text in the server's own.

use std::time::{Duration, Instant};

use chatsphere_ingest::{ExtractError, ExtractLimits, Extracted, Extractor, MediaType};

const WALL_TIME: Duration = Duration::from_secs(4);

async fn read(bytes: impl Into<Vec<u8>>, media_type: MediaType) -> Result<Extracted, ExtractError> {
    let limits = ExtractLimits { wall_time: WALL_TIME, ..ExtractLimits::default() };
    let extractor = Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), limits);
    extractor.extract(bytes.into(), media_type).await
}

#[tokio::test]
async fn a_page_comes_back_with_title_blocks_and_language() {
    let page = "<html><head><title>Returns</title></head><body><h1>Returns</h1><p>You can return every item within thirty days of its delivery, as long as it was not used.</p></body></html>";
    let extracted = read(page, MediaType::Html).await.unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Returns"));
    assert_eq!(extracted.language.as_deref(), Some("en"));
    assert!(extracted.plain_text().contains("within thirty days of its delivery"));
}

#[tokio::test]
async fn hostile_pages_end_within_the_limits() {
    let deep = "<div>".repeat(200_000) + "deep text of some length that is here to be found by somebody";
    let wide = "<p>word ".repeat(900_000);
    let bold = "<b><i>".repeat(30_000) + "x" + &"<p>".repeat(3_000);
    let tables = "<table><tr><td>".repeat(20_000);
    for page in [deep, wide, bold, tables] {
        let begun = Instant::now();
        if let Err(error) = read(page, MediaType::Html).await {
            let codes = ["corrupt", "timeout", "out_of_memory", "too_large", "empty"];
            assert!(codes.contains(&error.code()), "{error}");
        }
        assert!(begun.elapsed() < WALL_TIME + Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_page_without_text_is_told() {
    let shell = "<html><body><div id=app></div><script>draw()</script></body></html>";
    assert_eq!(read(shell, MediaType::Html).await.unwrap_err().code(), "needs_javascript");
}

#[tokio::test]
async fn text_is_read_in_process() {
    let extracted = read("Line one.\n\nLine two.", MediaType::PlainText).await.unwrap();
    assert_eq!(extracted.blocks.len(), 2);
    let extracted = read("# Title\n\nText.", MediaType::Markdown).await.unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Title"));
    assert_eq!(read(" \n\t\0 ", MediaType::PlainText).await.unwrap_err().code(), "empty");
    assert_eq!(read("---\n\n---\n", MediaType::Markdown).await.unwrap_err().code(), "empty");
    let junk: Vec<u8> = (0..5_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 9) as u8).collect();
    assert_eq!(read(junk, MediaType::PlainText).await.unwrap_err().code(), "corrupt");
}
