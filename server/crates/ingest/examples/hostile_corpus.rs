//! Writes the hostile corpus into a folder, for a running server to be tried with: `hostile_corpus FOLDER`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a tool for tests says what it lacks and stops"
)]
#![expect(dead_code, reason = "the tests of the parsers use more of the corpus")]

#[path = "../tests/support/hostile.rs"]
mod hostile;

use std::path::PathBuf;
use std::process::ExitCode;

use chatsphere_ingest::MediaType;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: hostile_corpus FOLDER");
        return ExitCode::FAILURE;
    };
    std::fs::create_dir_all(&folder).unwrap();
    let all =
        [hostile::archives(), hostile::markup(), hostile::sheets(), hostile::texts(), hostile::documents()];
    for (number, file) in all.into_iter().flatten().enumerate() {
        let name = file.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let path = folder.join(format!("{number:02}-{name}{}", extension(file.media_type)));
        std::fs::write(path, file.bytes).unwrap();
    }
    ExitCode::SUCCESS
}

/// What such files are called.
fn extension(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::PlainText => ".txt",
        MediaType::Markdown => ".md",
        MediaType::Html => ".html",
        MediaType::Pdf => ".pdf",
        MediaType::Docx => ".docx",
        MediaType::Pptx => ".pptx",
        MediaType::Xlsx => ".xlsx",
        MediaType::Doc => ".doc",
        MediaType::Ppt => ".ppt",
        MediaType::Xls => ".xls",
        MediaType::Odt => ".odt",
        MediaType::Ods => ".ods",
        MediaType::Odp => ".odp",
        MediaType::Rtf => ".rtf",
        MediaType::Epub => ".epub",
        MediaType::Eml => ".eml",
        MediaType::Csv => ".csv",
        MediaType::Tsv => ".tsv",
        MediaType::Json => ".json",
        MediaType::Ndjson => ".ndjson",
    }
}
