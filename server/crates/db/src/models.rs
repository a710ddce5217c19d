//! A workspace's own chat models, in the order in which they are asked.

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::ProviderKind;
use chatsphere_contract::spending::ModelPrices;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A model as it is stored; its key is sealed for this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRecord {
    /// Id.
    pub id: ModelId,
    /// Whose protocol it speaks.
    pub kind: ProviderKind,
    /// Where its API is.
    pub base_url: String,
    /// Its name there.
    pub model: String,
    /// The sealed key, if the endpoint wants one.
    pub sealed_key: Option<Vec<u8>>,
    /// The key's last characters.
    pub key_hint: Option<String>,
    /// How long its first word may take, in seconds.
    pub first_token_seconds: u16,
    /// What it costs.
    pub prices: ModelPrices,
}

/// A model as [`JSON`] writes it.
#[derive(Debug, Deserialize)]
struct Row {
    id: Uuid,
    kind: String,
    base_url: String,
    model: String,
    sealed_key: Option<String>,
    key_hint: Option<String>,
    first_token_seconds: u16,
    prices: ModelPrices,
}

/// The models `m` that a query has gathered, as one value, so that they come along with something else.
/// What follows is the order: `ORDER BY …)`.
pub(crate) const JSON: &str = "json_agg(json_build_object('id', m.id, 'kind', m.kind, 'base_url', m.base_url,
    'model', m.model, 'sealed_key', encode(m.sealed_key, 'hex'), 'key_hint', m.key_hint,
    'first_token_seconds', m.first_token_seconds, 'prices', json_build_object('input_micros', m.input_price,
    'cached_input_micros', m.cached_input_price, 'output_micros', m.output_price))";

/// All models, first asked first.
pub async fn list(tx: &TenantTx) -> Result<Vec<ModelRecord>, DbError> {
    let sql = format!(
        "SELECT {JSON} ORDER BY m.position, m.id) AS models FROM chat_models m WHERE m.tenant_id = $1"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [tx.tenant().0.into()])).await?;
    row.map_or(Ok(None), |row| row.try_get("", "models"))?.map_or_else(|| Ok(Vec::new()), records)
}

/// The same, held against other changes to the end of the transaction.
pub async fn list_locked(tx: &TenantTx) -> Result<Vec<ModelRecord>, DbError> {
    // A workspace without a model has no row to lock.
    let sql = "SELECT pg_advisory_xact_lock(hashtext('chatsphere models'), hashtext($1))";
    tx.conn().execute_raw(statement(sql, [tx.tenant().to_string().into()])).await?;
    list(tx).await
}

/// Adds a model behind the others, or writes one back in its place.
pub async fn save(tx: &TenantTx, model: &ModelRecord, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "INSERT INTO chat_models
            (tenant_id, id, kind, base_url, model, sealed_key, key_hint, first_token_seconds, input_price,
             cached_input_price, output_price, position, updated_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce(max(position), -1) + 1, $12
        FROM chat_models WHERE tenant_id = $1
        ON CONFLICT (tenant_id, id) DO UPDATE SET kind = excluded.kind, base_url = excluded.base_url,
            model = excluded.model, sealed_key = excluded.sealed_key, key_hint = excluded.key_hint,
            first_token_seconds = excluded.first_token_seconds, input_price = excluded.input_price,
            cached_input_price = excluded.cached_input_price, output_price = excluded.output_price,
            updated_at = excluded.updated_at";
    let values = [
        tx.tenant().0.into(),
        model.id.0.into(),
        model.kind.as_str().into(),
        model.base_url.clone().into(),
        model.model.clone().into(),
        model.sealed_key.clone().into(),
        model.key_hint.clone().into(),
        i16::try_from(model.first_token_seconds).unwrap_or(i16::MAX).into(),
        model.prices.input_micros.into(),
        model.prices.cached_input_micros.into(),
        model.prices.output_micros.into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Puts the models into this order.
pub async fn reorder(tx: &TenantTx, ids: &[ModelId]) -> Result<(), DbError> {
    let sql = "UPDATE chat_models SET position = array_position($2, id)
        WHERE tenant_id = $1 AND id = ANY($2)";
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), ids.into()])).await?;
    Ok(())
}

/// Removes a model with its key, also from the bots that ask it. False: it is gone already.
pub async fn remove(tx: &TenantTx, id: ModelId) -> Result<bool, DbError> {
    let values = [tx.tenant().0.into(), id.0.into()];
    let sql = "UPDATE bots SET models = array_remove(models, $2) WHERE tenant_id = $1 AND $2 = ANY(models)";
    tx.conn().execute_raw(statement(sql, values.clone())).await?;
    let sql = "DELETE FROM chat_models WHERE tenant_id = $1 AND id = $2";
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// The models of a value that [`JSON`] made.
pub(crate) fn records(models: serde_json::Value) -> Result<Vec<ModelRecord>, DbError> {
    let corrupt = |what: String| DbError::Corrupt(format!("a chat model: {what}"));
    let rows: Vec<Row> = serde_json::from_value(models).map_err(|error| corrupt(error.to_string()))?;
    rows.into_iter()
        .map(|row| {
            let key = row.sealed_key.map(|hex| from_hex(&hex).ok_or_else(|| corrupt("its key".to_owned())));
            Ok(ModelRecord {
                id: ModelId(row.id),
                kind: ProviderKind::parse(&row.kind).ok_or_else(|| corrupt(row.kind))?,
                base_url: row.base_url,
                model: row.model,
                sealed_key: key.transpose()?,
                key_hint: row.key_hint,
                first_token_seconds: row.first_token_seconds,
                prices: row.prices,
            })
        })
        .collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
