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

/// Moved instructions into behaviours.
const BEHAVIOUR: &str = "m20261121_000010_behaviour";

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

#[tokio::test]
async fn a_bots_instructions_become_the_first_version_of_its_behaviour_and_come_back() {
    let database = TestDatabase::create().await;
    let owner = sea_orm_migration::sea_orm::Database::connect(database.owner_url()).await.unwrap();
    let newer = Migrator::migrations().iter().rev().take_while(|m| m.name() != BEHAVIOUR).count();
    Migrator::down(&owner, u32::try_from(newer + 1).ok()).await.unwrap();
    let mut connection = database.owner().await;
    let tenant = "00000000-0000-0000-0000-000000000001";
    for sql in [
        format!("INSERT INTO workspaces (id, name) VALUES ('{tenant}', 'W')"),
        format!(
            "INSERT INTO bots (tenant_id, id, public_key, name, appearance, instructions)
             VALUES ('{tenant}', '{tenant}', 'pk_1', 'Bot', '{{}}', 'Be kind.')"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
    Migrator::up(&owner, None).await.unwrap();
    let sql =
        "SELECT b.behaviour ->> 'instructions', v.behaviour = b.behaviour AND v.number = b.behaviour_version
        FROM bots b JOIN bot_versions v ON v.bot_id = b.id";
    let row = sqlx::query(sql).fetch_one(&mut connection).await.unwrap();
    assert_eq!((row.get::<String, _>(0).as_str(), row.get::<bool, _>(1)), ("Be kind.", true));
    Migrator::down(&owner, u32::try_from(newer + 1).ok()).await.unwrap();
    let row = sqlx::query("SELECT instructions FROM bots").fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<String, _>(0), "Be kind.");
    owner.close().await.unwrap();
}
