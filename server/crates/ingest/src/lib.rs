//! Bytes to text to chunks.
//!
//! [`sniff`] says what a file is by its content, [`Extractor`] turns it into [`Extracted`] (a title and
//! structured blocks), [`chunk`] cuts that into passages that know their headings and page.
//!
//! Everything here is pure but [`Extractor`], which reads all but plain text and Markdown in a child process
//! with hard limits: parsers of untrusted files panic, hang and eat memory, and none of that may reach the server.
//! This crate knows nothing of tenants, databases or models.

mod child;
mod chunk;
mod container;
mod delimited;
mod document;
mod epub;
mod error;
mod html;
mod json;
mod language;
mod limits;
mod mail;
mod markdown;
mod media;
mod office;
mod open_document;
mod pdf;
mod plain;
mod reader;
mod rtf;
mod table;
mod text;
mod xml;

pub use child::{CHILD_COMMAND, Extractor, Ocr, child_main};
pub use chunk::{ChunkDraft, ChunkOptions, chunk};
pub use document::{Block, Content, Extracted};
pub use error::ExtractError;
pub use language::detect as detect_language;
pub use limits::ExtractLimits;
pub use media::{MediaType, sniff};
pub use reader::extract_in_process;
pub use text::{clean, decode};
