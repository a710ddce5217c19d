//! Files are read in a child process, so that a parser that crashes, hangs or eats memory ends as a
//! reason a person can read.
//!
//! The child is our own program, started as `PROGRAM extract …`: bytes on its standard input, one JSON value
//! on its standard output, an empty environment. It limits itself before it reads the first byte.

mod limited;
mod ocr;
mod parent;

pub use limited::child_main;
pub use ocr::Ocr;
pub use parent::Extractor;

/// The first argument that makes the server's binary the child: it must then call [`child_main`] with the
/// arguments that follow, before anything else (no runtime, no configuration).
pub const CHILD_COMMAND: &str = "extract";
