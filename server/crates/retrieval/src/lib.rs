//! Hybrid search in memory: BM25, exact vectors, forgiving spelling, score fusion.
//!
//! A [`BotIndex`] is an immutable snapshot of what a bot knows. [`BotIndex::apply`] makes the next one
//! from what was removed and added; [`BotIndex::search`] answers a [`Query`]. Nothing here does I/O, knows
//! a database or a tenant: whoever loads the passages decides what may be found.

mod alike;
mod analysis;
mod bm25;
mod chunk;
mod clauses;
mod compound;
mod explain;
mod fusion;
mod index;
mod keyword;
mod language;
mod long_forms;
mod question;
mod reading;
mod search;
mod segment;
mod spelling;
mod top;
mod wording;

pub use alike::Collapsed;
pub use chunk::IndexedChunk;
pub use explain::{By, Contribution, Resolved};
pub use index::BotIndex;
pub use language::{KnownLanguages, Language};
pub use reading::{Reader, Reading};
pub use search::{Grouping, Mode, Query, Repetition, Scored};
pub use wording::Wording;
