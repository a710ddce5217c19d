//! The pool of connections, logged in as the role that owns nothing.

use std::str::FromStr;
use std::time::Duration;

use chatsphere_contract::ids::WorkspaceId;
use sea_orm::{DatabaseConnection, IsolationLevel, SqlxPostgresConnector, TransactionTrait};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{DbError, Listener, SystemTx, TenantTx};

/// The role that the server logs in as; made by the first migration.
pub const LOGIN_ROLE: &str = "chatsphere_login";

/// The database.
#[derive(Debug, Clone)]
pub struct Db {
    connection: DatabaseConnection,
}

impl Db {
    /// Opens a pool to the database of `owner_url` as the login role, whose password the migration set.
    pub async fn connect(
        owner_url: &str,
        login_password: &str,
        max_connections: u32,
    ) -> Result<Self, DbError> {
        let options = login_options(owner_url, login_password)?;
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .idle_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        Ok(Self { connection: SqlxPostgresConnector::from_sqlx_postgres_pool(pool) })
    }

    /// Begins a transaction that sees one workspace and nothing else.
    pub async fn tenant(&self, tenant: WorkspaceId) -> Result<TenantTx, DbError> {
        TenantTx::begin(self.connection.begin().await?, tenant).await
    }

    /// Begins a transaction that sees one workspace as it is at one moment, however many queries follow.
    pub async fn tenant_snapshot(&self, tenant: WorkspaceId) -> Result<TenantTx, DbError> {
        let tx = self.connection.begin_with_config(Some(IsolationLevel::RepeatableRead), None).await?;
        TenantTx::begin(tx, tenant).await
    }

    /// Begins a transaction on the named cross-tenant paths: identity, the widget's front door, the job
    /// queue, the conversation writer.
    pub async fn system(&self) -> Result<SystemTx, DbError> {
        SystemTx::begin(self.connection.begin().await?).await
    }

    /// A connection that hears NOTIFY on `channels` and reconnects by itself.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener, DbError> {
        Listener::connect(self.connection.get_postgres_connection_pool(), channels).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.connection.ping().await.map_err(DbError::from)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.connection.get_postgres_connection_pool().close().await;
    }
}

/// The owner's address with the login role in the owner's place.
fn login_options(owner_url: &str, login_password: &str) -> Result<PgConnectOptions, DbError> {
    Ok(PgConnectOptions::from_str(owner_url)?
        .username(LOGIN_ROLE)
        .password(login_password)
        .application_name("chatsphere")
        .options([("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "60s")]))
}
