//! Bringing a database to this program's schema. Runs as the owner; nothing else does.

use std::time::Duration;

use chatsphere_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::DbError;
use crate::connect::LOGIN_ROLE;

/// What PostgreSQL says when somebody else changes a role at the same moment; it has no SQLSTATE of its own.
const CHANGED_MEANWHILE: &str = "tuple concurrently updated";
/// How often that is taken for bad luck.
const MOST_REFUSALS: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Where a database stands against this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Applied, oldest first.
    pub applied: Vec<String>,
    /// Not yet applied, in order.
    pub pending: Vec<String>,
    /// Applied by a newer program; this one must not touch the database.
    pub unknown: Vec<String>,
}

/// Applies what is missing and gives the login role its password. Refuses a database that a newer
/// program has migrated. Safe to run from several processes at once.
pub async fn run(owner_url: &str, login_password: &str) -> Result<(), DbError> {
    let owner = connect_owner(owner_url).await?;
    // One process migrates, the others wait and then find nothing to do. Session-level: each migration
    // is a transaction of its own.
    owner.execute_unprepared("SELECT pg_advisory_lock(hashtext('chatsphere migrate'))").await?;
    let outcome = apply(&owner, login_password).await;
    owner.close().await?;
    outcome
}

/// What is applied and what is missing, changing nothing.
pub async fn status(owner_url: &str) -> Result<MigrationStatus, DbError> {
    let owner = connect_owner(owner_url).await?;
    let status = read_status(&owner).await;
    owner.close().await?;
    status
}

async fn apply(owner: &DatabaseConnection, login_password: &str) -> Result<(), DbError> {
    let status = read_status(owner).await?;
    if let Some(newest) = status.unknown.last() {
        return Err(DbError::Migration(format!(
            "this database was migrated by a newer ChatSphere ({newest}); run that version or restore a backup from before"
        )));
    }
    if !status.pending.is_empty() {
        Migrator::up(owner, None).await.map_err(explain)?;
    }
    set_password(owner, login_password).await
}

/// Roles belong to the whole cluster and our lock to one database: a process that prepares another database
/// of the cluster may be changing the role at this very moment. PostgreSQL then refuses instead of waiting.
async fn set_password(owner: &DatabaseConnection, login_password: &str) -> Result<(), DbError> {
    // The password is hex that we derived ourselves: nothing to escape.
    let hex: String = login_password.chars().filter(char::is_ascii_hexdigit).collect();
    let sql = format!("ALTER ROLE {LOGIN_ROLE} PASSWORD '{hex}'");
    let mut refusals = 0;
    loop {
        match owner.execute_unprepared(&sql).await {
            Err(error) if refusals < MOST_REFUSALS && error.to_string().contains(CHANGED_MEANWHILE) => {
                refusals += 1;
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            outcome => return outcome.map(drop).map_err(DbError::from),
        }
    }
}

async fn read_status(owner: &DatabaseConnection) -> Result<MigrationStatus, DbError> {
    let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    Migrator::install(owner).await?;
    let rows = owner
        .query_all_raw(crate::tx::statement("SELECT version FROM seaql_migrations ORDER BY version", []))
        .await?;
    let mut applied = Vec::new();
    for row in rows {
        applied.push(row.try_get::<String>("", "version")?);
    }
    let pending = known.iter().filter(|name| !applied.contains(name)).cloned().collect();
    let unknown = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    Ok(MigrationStatus { applied, pending, unknown })
}

async fn connect_owner(owner_url: &str) -> Result<DatabaseConnection, DbError> {
    let mut options = ConnectOptions::new(owner_url);
    options.max_connections(1).acquire_timeout(Duration::from_secs(5)).sqlx_logging(false);
    Database::connect(options).await.map_err(DbError::from)
}

fn explain(error: sea_orm::DbErr) -> DbError {
    let text = error.to_string();
    if text.contains("extension") {
        return DbError::Migration(format!(
            "PostgreSQL 15 or newer with pgvector 0.7 or newer is needed (Debian: postgresql-NN-pgvector): {text}"
        ));
    }
    DbError::Migration(format!("migration failed, nothing was changed: {text}"))
}
