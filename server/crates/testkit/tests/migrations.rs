//! Each migration can be taken back and applied again.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use chatsphere_migrations::{Migrator, MigratorTrait};
use chatsphere_testkit::TestDatabase;
use sqlx::Row;

/// Columns, indexes and policies, as one comparable text.
const SCHEMA: &str = "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
    SELECT format('%s.%s %s %s', table_name, column_name, data_type, is_nullable) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('%s %s %s %s', tablename, policyname, qual, with_check) FROM pg_policies
    UNION ALL SELECT format('%s %s %s', table_name, grantee, privilege_type)
    FROM information_schema.table_privileges WHERE table_schema = 'public') lines";

#[tokio::test]
async fn down_and_up_again_gives_the_same_schema() {
    let database = TestDatabase::create().await;
    let before = schema(&database).await;
    let owner = sea_orm_migration::sea_orm::Database::connect(database.owner_url()).await.unwrap();
    Migrator::down(&owner, None).await.unwrap();
    let left = schema(&database).await;
    assert!(!left.contains("documents"), "{left}");
    Migrator::up(&owner, None).await.unwrap();
    owner.close().await.unwrap();
    assert_eq!(schema(&database).await, before);
}

async fn schema(database: &TestDatabase) -> String {
    let row = sqlx::query(SCHEMA).fetch_one(&mut database.owner().await).await.unwrap();
    row.get(0)
}
