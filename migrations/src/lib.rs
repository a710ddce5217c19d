//! Database migrations, one file per change, applied in order.
//!
//! Migrations are small and reversible: expand first, contract in a later release. A migration runs
//! inside a transaction; one that builds an index on a large table opts out and builds it concurrently.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261121_000001_foundation;
mod m20261121_000002_document_title;
mod m20261121_000003_sources;
mod m20261121_000004_tags_and_bulk;
mod m20261121_000005_search_and_questions;
mod m20261121_000006_versions;
mod m20261121_000007_embedders;
mod m20261121_000008_unread_pages;
mod m20261121_000009_models;
mod m20261121_000010_behaviour;
mod m20261121_000011_reranker;
mod m20261121_000012_spending;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_foundation::Migration),
            Box::new(m20261121_000002_document_title::Migration),
            Box::new(m20261121_000003_sources::Migration),
            Box::new(m20261121_000004_tags_and_bulk::Migration),
            Box::new(m20261121_000005_search_and_questions::Migration),
            Box::new(m20261121_000006_versions::Migration),
            Box::new(m20261121_000007_embedders::Migration),
            Box::new(m20261121_000008_unread_pages::Migration),
            Box::new(m20261121_000009_models::Migration),
            Box::new(m20261121_000010_behaviour::Migration),
            Box::new(m20261121_000011_reranker::Migration),
            Box::new(m20261121_000012_spending::Migration),
        ]
    }
}
