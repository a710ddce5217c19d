//! Why a file could not be read, in words for the person who uploaded it.

use serde::{Deserialize, Serialize};

/// A reason that ends the reading of a file. `Display` is one or two sentences for people, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ExtractError {
    /// No bytes, or nothing but white space.
    #[error("The file is empty. Check that it was saved, then upload it again.")]
    Empty,
    /// A web page whose text is only drawn by its scripts.
    #[error(
        "The page has no text of its own: it is drawn by JavaScript. Open it in a browser, save it as a complete page or as PDF, and upload that."
    )]
    NeedsJavascript,
    /// A password is needed to open it.
    #[error("The file is protected by a password. Save a copy without a password and upload that.")]
    Encrypted,
    /// Damaged, cut off, or made so that it cannot be read.
    #[error(
        "The file is damaged or incomplete and can't be read ({detail}). Export it again from the program that made it."
    )]
    Corrupt {
        /// What went wrong, a few words.
        detail: String,
    },
    /// Pages exist, but they are pictures.
    #[error(
        "The file holds only pictures of text (a scan), {} in all. Run it through text recognition (OCR) first, then upload the result.",
        counted(.pages)
    )]
    ImageOnly {
        /// Those that show something, counted from 1.
        pages: Vec<u32>,
    },
    /// A format this version does not read.
    #[error(
        "This looks like {looks_like}, which can't be read. Upload a PDF, an office document, a web page, an e-book, a table or text."
    )]
    UnsupportedType {
        /// "a Word document", "a PNG image".
        looks_like: String,
    },
    /// The name promises one thing, the bytes are another.
    #[error(
        "The name ends in {extension}, but the content is {looks_like}. Give the file its right name, or export it again."
    )]
    WrongType {
        /// The end of the name, with its dot.
        extension: String,
        /// "plain text", "a PNG image".
        looks_like: String,
    },
    /// Reading took too long and was stopped.
    #[error(
        "Reading the file took longer than {seconds} seconds and was stopped. Split it into smaller files, or export it again."
    )]
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The file, or the text in it, is over a limit.
    #[error("The file holds {what} than the limit of {limit}. Split it into smaller files.")]
    TooLarge {
        /// "more bytes", "more text", "more pages".
        what: String,
        /// The limit with its unit.
        limit: String,
    },
    /// Reading needed more memory than it may use.
    #[error(
        "Reading the file needs more than {limit_mib} MiB of memory and was stopped. Split it into smaller files, or export it again."
    )]
    OutOfMemory {
        /// The limit.
        limit_mib: u64,
    },
    /// The reader itself could not be started; not the file's fault.
    #[error("The file could not be read because the reader did not start ({detail}). Try again in a moment.")]
    ReaderUnavailable {
        /// What the system said.
        detail: String,
    },
}

/// "1 page", "12 pages".
fn counted(pages: &[u32]) -> String {
    match pages.len() {
        1 => "1 page".to_owned(),
        count => format!("{count} pages"),
    }
}

impl ExtractError {
    /// The stable word of this reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NeedsJavascript => "needs_javascript",
            Self::Encrypted => "encrypted",
            Self::Corrupt { .. } => "corrupt",
            Self::ImageOnly { .. } => "image_only",
            Self::UnsupportedType { .. } => "unsupported_type",
            Self::WrongType { .. } => "wrong_type",
            Self::Timeout { .. } => "timeout",
            Self::TooLarge { .. } => "too_large",
            Self::OutOfMemory { .. } => "out_of_memory",
            Self::ReaderUnavailable { .. } => "reader_unavailable",
        }
    }

    /// Whether the same bytes may succeed later: only when the reader itself was at fault.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::ReaderUnavailable { .. })
    }

    pub(crate) fn corrupt(detail: impl Into<String>) -> Self {
        Self::Corrupt { detail: detail.into() }
    }
}
