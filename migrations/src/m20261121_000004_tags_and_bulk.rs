//! Tags of a workspace, documents that are disabled or deleted with a way back, and what bulk work needs.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000004_tags_and_bulk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(include_str!("m20261121_000004_tags_and_bulk.up.sql"))
            .await
            .map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(include_str!("m20261121_000004_tags_and_bulk.down.sql"))
            .await
            .map(drop)
    }
}
