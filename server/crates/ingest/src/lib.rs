//! Bytes to text to chunks.
//!
//! [`sniff`] says what a file is by its content, [`Extractor`] turns it into [`Extracted`] (a title and
//! structured blocks), [`chunk`] cuts that into passages that know their headings and page.
//!
//! Everything here is pure but [`Extractor`], which reads HTML and PDF in a child process with hard limits:
//! parsers of untrusted files panic, hang and eat memory, and none of that may reach the server.
//! This crate knows nothing of tenants, databases or models.

mod child;
mod chunk;
mod document;
mod error;
mod html;
mod language;
mod limits;
mod markdown;
mod media;
mod pdf;
mod plain;
mod reader;
mod text;

pub use child::{CHILD_COMMAND, Extractor, child_main};
pub use chunk::{ChunkDraft, ChunkOptions, chunk};
pub use document::{Block, Content, Extracted};
pub use error::ExtractError;
pub use language::detect as detect_language;
pub use limits::ExtractLimits;
pub use media::{MediaType, sniff};
pub use reader::extract_in_process;
pub use text::{clean, decode};
