//! The hostile corpus, through the child process as the server reads it: each file ends with its reason, in time, and
//! costs nobody else anything.

#![expect(clippy::unwrap_used, reason = "a test whose set-up fails shall fail")]

#[path = "support/hostile.rs"]
mod hostile;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use chatsphere_ingest::{ExtractLimits, Extractor, MediaType};

fn limits() -> ExtractLimits {
    ExtractLimits {
        wall_time: Duration::from_secs(40),
        memory_bytes: 768 * 1024 * 1024,
        unpacked_bytes: hostile::UNPACKED_BYTES,
        concurrent_children: 2,
        ..ExtractLimits::default()
    }
}

#[tokio::test]
async fn archives_end_with_their_reason_and_disturb_nobody() {
    all_end_well(hostile::archives()).await;
    assert!(!Path::new("/tmp/chatsphere-escaped").exists());
}

#[tokio::test]
async fn markup_ends_with_its_reason_and_disturbs_nobody() {
    all_end_well(hostile::markup()).await;
}

#[tokio::test]
async fn sheets_end_with_their_reason_and_disturb_nobody() {
    all_end_well(hostile::sheets()).await;
}

#[tokio::test]
async fn texts_end_with_their_reason_and_disturb_nobody() {
    all_end_well(hostile::texts()).await;
}

#[tokio::test]
async fn documents_end_with_their_reason_and_disturb_nobody() {
    all_end_well(hostile::documents()).await;
}

async fn all_end_well(files: Vec<hostile::Hostile>) {
    let extractor = Extractor::new(env!("CARGO_BIN_EXE_chatsphere-extract").into(), limits());
    for file in files {
        let begun = Instant::now();
        let name = file.name;
        let bad = extractor.extract(file.bytes, file.media_type);
        // A good file is read at the same time.
        let good = extractor.extract(b"Name,Price\nPump,12\nValve,3\n".to_vec(), MediaType::Csv);
        let (bad, good) = tokio::join!(bad, good);
        let end = match &bad {
            Ok(extracted) => {
                assert!(!extracted.plain_text().contains("root:"), "{name}");
                "ok"
            }
            Err(error) => error.code(),
        };
        assert!(file.ends.contains(&end), "{name}: {end} {bad:?}");
        assert!(begun.elapsed() < Duration::from_secs(60), "{name}: {:?}", begun.elapsed());
        assert!(good.unwrap().plain_text().contains("| Pump | 12 |"), "{name}");
    }
}

#[tokio::test]
async fn memory_time_and_size_are_told_apart() {
    let program = || env!("CARGO_BIN_EXE_chatsphere-extract").into();
    let table = || "word,word,word\n".repeat(250_000).into_bytes();
    let little_memory = ExtractLimits { memory_bytes: 80 * 1024 * 1024, ..limits() };
    let error = Extractor::new(program(), little_memory).extract(table(), MediaType::Csv).await.unwrap_err();
    assert_eq!(error.code(), "out_of_memory");
    let little_time = ExtractLimits { wall_time: Duration::from_millis(300), ..limits() };
    let error = Extractor::new(program(), little_time).extract(table(), MediaType::Csv).await.unwrap_err();
    assert_eq!(error.code(), "timeout");
    let little_text = ExtractLimits { text_bytes: 100_000, ..limits() };
    let error = Extractor::new(program(), little_text).extract(table(), MediaType::Csv).await.unwrap_err();
    assert_eq!(error.code(), "too_large");
}
