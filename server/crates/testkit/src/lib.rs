//! What tests share: a migrated PostgreSQL database each, a whole platform around it, a scripted model.
//!
//! Nothing here stands in for our own code: the database is real, the object store is a folder, and what
//! is scripted (clock, embedder, model) are the traits at the edge of the world.
#![expect(clippy::panic, clippy::expect_used, reason = "a test that cannot be set up has to stop")]

mod database;
mod hash_embedder;
mod platform;
pub mod rows;
mod scripted_model;

pub use database::{DATABASE_VARIABLE, TestDatabase};
pub use hash_embedder::HashEmbedder;
pub use platform::{EXTRACTOR_VARIABLE, TestPlatform, TestPlatformBuilder};
pub use scripted_model::{ScriptedModel, Step};
