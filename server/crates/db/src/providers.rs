//! A workspace's own model provider: one row a workspace, or none.

use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// The setting as it is stored; the key is sealed for this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRecord {
    /// OpenAI-compatible base URL, without `/chat/completions`.
    pub base_url: String,
    /// Model name.
    pub model: String,
    /// The sealed key, if the endpoint wants one.
    pub sealed_key: Option<Vec<u8>>,
    /// The key's last characters.
    pub key_hint: Option<String>,
}

/// What [`record`] reads.
pub(crate) const COLUMNS: &str = "base_url, model, sealed_key, key_hint";

/// The workspace's setting.
pub async fn find(tx: &TenantTx) -> Result<Option<ProviderRecord>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM model_providers WHERE tenant_id = $1");
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into()])).await?;
    row.as_ref().map(|row| record(row, "")).transpose()
}

/// Stores the setting in place of what was there.
pub async fn save(tx: &TenantTx, provider: ProviderRecord, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "INSERT INTO model_providers (tenant_id, base_url, model, sealed_key, key_hint, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id) DO UPDATE SET base_url = excluded.base_url, model = excluded.model,
            sealed_key = excluded.sealed_key, key_hint = excluded.key_hint, updated_at = excluded.updated_at";
    let values = [
        tx.tenant().0.into(),
        provider.base_url.into(),
        provider.model.into(),
        provider.sealed_key.into(),
        provider.key_hint.into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Removes the setting with its key; nothing there is as good.
pub async fn remove(tx: &TenantTx) -> Result<(), DbError> {
    let sql = "DELETE FROM model_providers WHERE tenant_id = $1";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into()])).await?;
    Ok(())
}

/// The setting in a row whose columns begin with `prefix`.
pub(crate) fn record(row: &QueryResult, prefix: &str) -> Result<ProviderRecord, DbError> {
    Ok(ProviderRecord {
        base_url: row.try_get(prefix, "base_url")?,
        model: row.try_get(prefix, "model")?,
        sealed_key: row.try_get(prefix, "sealed_key")?,
        key_hint: row.try_get(prefix, "key_hint")?,
    })
}
