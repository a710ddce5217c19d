//! The tenant guard, from behind: what the schema promises for every table, today's and tomorrow's.

use chatsphere_contract::ids::{BotId, WorkspaceId};
use chatsphere_testkit::{TestDatabase, rows};
use sqlx::Row;
use uuid::Uuid;

#[tokio::test]
async fn every_tenant_table_is_forced_behind_row_level_security() {
    let database = TestDatabase::create().await;
    let tables = sqlx::query(
        "SELECT c.relname::text AS name, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
                pg_get_userbyid(c.relowner)::text AS owner,
                (SELECT a.attname::text FROM pg_index i
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                 WHERE i.indrelid = c.oid AND i.indisprimary) AS first_key
         FROM pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND EXISTS (
             SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
         ORDER BY 1",
    )
    .fetch_all(&mut database.owner().await)
    .await
    .unwrap();
    // Log-in tokens are found before the tenant is known: only the cross-tenant role may touch them.
    let tables: Vec<_> = tables.into_iter().filter(|t| t.get::<String, _>("name") != "auth_tokens").collect();
    assert!(tables.len() >= 14, "{} tables", tables.len());
    for table in tables {
        let name: String = table.get("name");
        assert!(table.get::<bool, _>("secured"), "{name}: row-level security is off");
        assert!(table.get::<bool, _>("forced"), "{name}: row-level security is not forced");
        assert!(!table.get::<String, _>("owner").starts_with("chatsphere"), "{name}: owned by a server role");
        assert_eq!(
            table.get::<String, _>("first_key"),
            "tenant_id",
            "{name}: first column of the primary key"
        );
    }
}

#[tokio::test]
async fn tokens_are_out_of_reach_of_a_tenant() {
    let database = TestDatabase::create().await;
    let mut login = database.bare_login().await;
    sqlx::query("SET ROLE chatsphere_app").execute(&mut login).await.unwrap();
    let error = sqlx::query("SELECT * FROM auth_tokens").execute(&mut login).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501");
    let error = sqlx::query("SELECT password_hash FROM users").execute(&mut login).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501");
}

#[tokio::test]
async fn without_a_transaction_nothing_can_be_read_or_written() {
    let database = TestDatabase::create().await;
    let mut login = database.bare_login().await;
    for sql in [
        "SELECT * FROM bots",
        "SELECT * FROM users",
        "DELETE FROM documents",
        "INSERT INTO bot_indexes (tenant_id, bot_id) VALUES (gen_random_uuid(), gen_random_uuid())",
    ] {
        let error = sqlx::query(sql).execute(&mut login).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501", "{sql}");
    }
}

#[tokio::test]
async fn one_workspace_sees_and_writes_nothing_of_another() {
    let database = TestDatabase::create().await;
    let ours = WorkspaceId(Uuid::from_u128(1));
    let theirs = WorkspaceId(Uuid::from_u128(2));
    rows::workspace(&database, ours).await;
    rows::workspace(&database, theirs).await;
    let bot = rows::bot(BotId(Uuid::from_u128(3)));

    let tx = database.db().tenant(ours).await.unwrap();
    chatsphere_db::bots::insert(&tx, &bot).await.unwrap();
    tx.commit().await.unwrap();

    let tx = database.db().tenant(theirs).await.unwrap();
    assert_eq!(chatsphere_db::bots::find(&tx, bot.id).await.unwrap(), None);
    assert!(chatsphere_db::bots::page(&tx, None, 100).await.unwrap().is_empty());
    assert!(!chatsphere_db::bots::update(&tx, &bot).await.unwrap());
    assert!(!chatsphere_db::bots::delete(&tx, bot.id).await.unwrap());
    drop(tx);

    // Even a query that forgets its WHERE, or names the other tenant, gets nowhere.
    let mut login = database.bare_login().await;
    sqlx::query("SET ROLE chatsphere_app").execute(&mut login).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("SET app.tenant_id = '{}'", theirs.0)))
        .execute(&mut login)
        .await
        .unwrap();
    assert!(sqlx::query("SELECT * FROM bots").fetch_all(&mut login).await.unwrap().is_empty());
    assert_eq!(sqlx::query("DELETE FROM bots").execute(&mut login).await.unwrap().rows_affected(), 0);
    let error = sqlx::query("INSERT INTO bot_indexes (tenant_id, bot_id) VALUES ($1, $2)")
        .bind(ours.0)
        .bind(bot.id.0)
        .execute(&mut login)
        .await
        .unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501");

    let tx = database.db().tenant(ours).await.unwrap();
    assert_eq!(chatsphere_db::bots::find(&tx, bot.id).await.unwrap(), Some(bot));
}
