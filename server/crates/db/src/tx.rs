//! Transactions: the only way to a query, and the place where the tenant is decided.

use chatsphere_contract::ids::WorkspaceId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use crate::DbError;

/// A transaction inside one workspace. Row-level security shows it that workspace's rows only and
/// refuses to write any other's.
#[derive(Debug)]
pub struct TenantTx {
    tx: DatabaseTransaction,
    tenant: WorkspaceId,
}

impl TenantTx {
    pub(crate) async fn begin(tx: DatabaseTransaction, tenant: WorkspaceId) -> Result<Self, DbError> {
        take_role(&tx, "chatsphere_app", tenant.0.to_string()).await?;
        Ok(Self { tx, tenant })
    }

    /// The workspace.
    pub fn tenant(&self) -> WorkspaceId {
        self.tenant
    }

    /// Makes everything durable.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await.map_err(DbError::from)
    }

    /// Ends a transaction that only read: nobody waits for the database to hear of it.
    pub fn close(self) {
        drop(self);
    }

    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// A transaction on a cross-tenant path. What it may touch is granted table by table to the role
/// `chatsphere_system`.
#[derive(Debug)]
pub struct SystemTx {
    tx: DatabaseTransaction,
}

impl SystemTx {
    pub(crate) async fn begin(tx: DatabaseTransaction) -> Result<Self, DbError> {
        take_role(&tx, "chatsphere_system", String::new()).await?;
        Ok(Self { tx })
    }

    /// Goes on inside one workspace, once it is known which.
    pub async fn into_tenant(self, tenant: WorkspaceId) -> Result<TenantTx, DbError> {
        TenantTx::begin(self.tx, tenant).await
    }

    /// Makes everything durable.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await.map_err(DbError::from)
    }

    /// Ends a transaction that only read: nobody waits for the database to hear of it.
    pub fn close(self) {
        drop(self);
    }

    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

/// Role and tenant of this transaction, in one round trip; both end with it.
async fn take_role(tx: &DatabaseTransaction, role: &str, tenant: String) -> Result<(), DbError> {
    let sql = "SELECT set_config('role', $1, true), set_config('app.tenant_id', $2, true)";
    tx.query_one_raw(statement(sql, [role.into(), tenant.into()])).await?;
    Ok(())
}

/// Columns of a joined table under names of their own: `p.model AS provider_model` for `model` of `p` under
/// `provider_`.
pub(crate) fn joined(columns: &str, table: &str, prefix: &str) -> String {
    let named = |column: &str| format!("{table}.{column} AS {prefix}{column}");
    columns.split(',').map(|column| named(column.trim())).collect::<Vec<_>>().join(", ")
}

/// A statement with its values, for queries that an entity cannot say.
pub(crate) fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
