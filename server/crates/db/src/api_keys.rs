//! A workspace's API keys, as its people manage them. Resolving a key to a caller is in `accounts`.

use chatsphere_contract::ids::{ApiKeyId, UserId};
use sea_orm::{ActiveModelTrait, EntityTrait, QueryOrder, Set};
use time::OffsetDateTime;

use crate::entities::api_keys;
use crate::{DbError, TenantTx};

/// A key's row; the key itself is stored as SHA-256 only.
#[derive(Debug, Clone)]
pub struct ApiKeyRecord {
    /// Id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// The first characters of the key.
    pub hint: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was used last.
    pub last_used_at: Option<OffsetDateTime>,
}

/// A key to store.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Id.
    pub id: ApiKeyId,
    /// SHA-256 of the key.
    pub hash: Vec<u8>,
    /// What it is for.
    pub name: String,
    /// The first characters of the key.
    pub hint: String,
    /// Who makes it.
    pub created_by: UserId,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// All keys of the workspace, newest first.
pub async fn list(tx: &TenantTx) -> Result<Vec<ApiKeyRecord>, DbError> {
    let rows = api_keys::Entity::find().order_by_desc(api_keys::Column::Id).all(tx.conn()).await?;
    Ok(rows.into_iter().map(record).collect())
}

/// Stores a key.
pub async fn insert(tx: &TenantTx, key: NewApiKey) -> Result<ApiKeyRecord, DbError> {
    let row = api_keys::ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(key.id.0),
        key_hash: Set(key.hash),
        name: Set(key.name),
        hint: Set(key.hint),
        created_by: Set(key.created_by.0),
        created_at: Set(key.created_at),
        last_used_at: Set(None),
    };
    Ok(record(row.insert(tx.conn()).await?))
}

/// Removes a key; it is refused from then on. False: there was none.
pub async fn delete(tx: &TenantTx, id: ApiKeyId) -> Result<bool, DbError> {
    let outcome = api_keys::Entity::delete_by_id((tx.tenant().0, id.0)).exec(tx.conn()).await?;
    Ok(outcome.rows_affected > 0)
}

fn record(row: api_keys::Model) -> ApiKeyRecord {
    ApiKeyRecord {
        id: ApiKeyId(row.id),
        name: row.name,
        hint: row.hint,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    }
}
