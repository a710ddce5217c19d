//! Bots, what they hold, and the pages that asked for them.

use std::collections::HashMap;

use chatsphere_contract::behaviour::Behaviour;
use chatsphere_contract::bots::Appearance;
use chatsphere_contract::ids::{BotId, ModelId, WorkspaceId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::entities::{bot_origins, bots};
use crate::tx::statement;
use crate::{DbError, SystemTx, TenantTx, behaviour};

/// Most origins that are remembered for a bot.
pub const ORIGINS_PER_BOT: i64 = 200;

/// A bot.
#[derive(Debug, Clone, PartialEq)]
pub struct BotRecord {
    /// Id.
    pub id: BotId,
    /// Names the bot in the install snippet.
    pub public_key: String,
    /// Name inside the workspace.
    pub name: String,
    /// Look and greeting.
    pub appearance: Appearance,
    /// Hosts whose pages may show the widget; empty: any.
    pub allowed_domains: Vec<String>,
    /// How it answers visitors. Written with the bot once; changed by [`crate::behaviour::publish`] only.
    pub behaviour: Behaviour,
    /// Answer from documents.
    pub retrieval: bool,
    /// Answer only from documents with one of these tags; empty: from all.
    pub answer_tags: Vec<String>,
    /// The models that it asks, in order; empty: all of the workspace, in theirs.
    pub models: Vec<ModelId>,
    /// When the appearance was first changed.
    pub branded_at: Option<OffsetDateTime>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
}

/// What a bot answers from now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BotCounts {
    /// Documents with passages in the index.
    pub documents: i64,
    /// Those passages.
    pub chunks: i64,
}

/// A bot that was found by its public key, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicBot {
    /// The workspace.
    pub tenant: WorkspaceId,
    /// The workspace is suspended: its bots answer nobody.
    pub suspended: bool,
    /// The bot.
    pub bot: BotRecord,
}

/// An Origin that asked for a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRecord {
    /// `https://shop.example`.
    pub origin: String,
    /// Whether it was let in when it last asked.
    pub allowed: bool,
    /// When that was, to the minute.
    pub last_seen_at: OffsetDateTime,
}

/// Adds a bot with an empty index.
pub async fn insert(tx: &TenantTx, bot: &BotRecord) -> Result<(), DbError> {
    bots::Entity::insert(active(tx, bot)?).exec_without_returning(tx.conn()).await?;
    let sql = "INSERT INTO bot_indexes (tenant_id, bot_id) VALUES ($1, $2)";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), bot.id.0.into()])).await?;
    Ok(())
}

/// The bot with this id.
pub async fn find(tx: &TenantTx, id: BotId) -> Result<Option<BotRecord>, DbError> {
    bots::Entity::find_by_id((tx.tenant().0, id.0)).one(tx.conn()).await?.map(record).transpose()
}

/// The same, held against other changes to the end of the transaction.
pub async fn find_locked(tx: &TenantTx, id: BotId) -> Result<Option<BotRecord>, DbError> {
    let found = bots::Entity::find_by_id((tx.tenant().0, id.0)).lock_exclusive().one(tx.conn()).await?;
    found.map(record).transpose()
}

/// Up to `limit` bots, newest first, older than `before`.
pub async fn page(tx: &TenantTx, before: Option<BotId>, limit: u64) -> Result<Vec<BotRecord>, DbError> {
    let mut query = bots::Entity::find().filter(bots::Column::TenantId.eq(tx.tenant().0));
    if let Some(before) = before {
        query = query.filter(bots::Column::Id.lt(before.0));
    }
    let rows = query.order_by_desc(bots::Column::Id).limit(limit).all(tx.conn()).await?;
    rows.into_iter().map(record).collect()
}

/// Writes a bot back, its behaviour apart. False: it is gone.
pub async fn update(tx: &TenantTx, bot: &BotRecord) -> Result<bool, DbError> {
    let changed = bots::ActiveModel { behaviour: NotSet, ..active(tx, bot)? };
    match changed.update(tx.conn()).await {
        Ok(_) => Ok(true),
        Err(sea_orm::DbErr::RecordNotUpdated) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Removes a bot with everything in it. False: it is gone already.
pub async fn delete(tx: &TenantTx, id: BotId) -> Result<bool, DbError> {
    let outcome = bots::Entity::delete_by_id((tx.tenant().0, id.0)).exec(tx.conn()).await?;
    Ok(outcome.rows_affected > 0)
}

/// What each of these bots answers from now; a bot without any is absent.
pub async fn counts(tx: &TenantTx, ids: &[BotId]) -> Result<HashMap<BotId, BotCounts>, DbError> {
    let sql = "SELECT bot_id, count(*) AS documents, sum(chunk_count)::bigint AS chunks FROM documents
               WHERE tenant_id = $1 AND bot_id = ANY($2) AND chunk_count > 0 AND enabled AND deleted_at IS NULL
               GROUP BY bot_id";
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), ids.into()])).await?;
    rows.iter()
        .map(|row| {
            let counts =
                BotCounts { documents: row.try_get("", "documents")?, chunks: row.try_get("", "chunks")? };
            Ok((BotId(row.try_get("", "bot_id")?), counts))
        })
        .collect()
}

/// The bot with this public key, whosever it is: the widget's front door.
pub async fn find_by_public_key(tx: &SystemTx, public_key: &str) -> Result<Option<PublicBot>, DbError> {
    let found = bots::Entity::find().filter(bots::Column::PublicKey.eq(public_key)).one(tx.conn()).await?;
    let Some(row) = found else { return Ok(None) };
    let tenant = row.tenant_id;
    let sql = "SELECT suspended_at IS NOT NULL AS suspended FROM workspaces WHERE id = $1";
    let workspace = tx.conn().query_one_raw(statement(sql, [tenant.into()])).await?;
    let suspended = workspace.map_or(Ok(true), |row| row.try_get("", "suspended"))?;
    Ok(Some(PublicBot { tenant: WorkspaceId(tenant), suspended, bot: record(row)? }))
}

/// Notes that a page with this Origin asked for a bot. Written at most once a minute per Origin; the
/// refused and the oldest give way when a bot has too many.
pub async fn record_origin(
    tx: &TenantTx,
    bot: BotId,
    origin: &str,
    allowed: bool,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "INSERT INTO bot_origins AS o (tenant_id, bot_id, origin, allowed, last_seen_at)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (tenant_id, bot_id, origin)
               DO UPDATE SET allowed = excluded.allowed, last_seen_at = excluded.last_seen_at
               WHERE o.allowed <> excluded.allowed OR o.last_seen_at < excluded.last_seen_at - interval '1 minute'
               RETURNING xmax = 0 AS is_new";
    let tenant = tx.tenant().0;
    let values = [tenant.into(), bot.0.into(), origin.into(), allowed.into(), now.into()];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    let is_new = row.map_or(Ok(false), |row| row.try_get("", "is_new"))?;
    if !is_new {
        return Ok(());
    }
    let sql = "DELETE FROM bot_origins WHERE tenant_id = $1 AND bot_id = $2 AND origin IN (
                   SELECT origin FROM bot_origins WHERE tenant_id = $1 AND bot_id = $2
                   ORDER BY allowed DESC, last_seen_at DESC, origin OFFSET $3)";
    let values = [tenant.into(), bot.0.into(), ORIGINS_PER_BOT.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The origins that asked for a bot, latest first.
pub async fn origins(tx: &TenantTx, bot: BotId) -> Result<Vec<OriginRecord>, DbError> {
    let rows = bot_origins::Entity::find()
        .filter(bot_origins::Column::TenantId.eq(tx.tenant().0))
        .filter(bot_origins::Column::BotId.eq(bot.0))
        .order_by_desc(bot_origins::Column::LastSeenAt)
        .all(tx.conn())
        .await?;
    let record = |row: bot_origins::Model| OriginRecord {
        origin: row.origin,
        allowed: row.allowed,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(record).collect())
}

fn active(tx: &TenantTx, bot: &BotRecord) -> Result<bots::ActiveModel, DbError> {
    let appearance =
        serde_json::to_value(&bot.appearance).map_err(|error| DbError::Corrupt(error.to_string()))?;
    Ok(bots::ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(bot.id.0),
        public_key: Set(bot.public_key.clone()),
        name: Set(bot.name.clone()),
        appearance: Set(appearance),
        allowed_domains: Set(bot.allowed_domains.clone()),
        behaviour: Set(behaviour::encode(&bot.behaviour)?),
        retrieval: Set(bot.retrieval),
        answer_tags: Set(bot.answer_tags.clone()),
        models: Set(bot.models.iter().map(|model| model.0).collect()),
        branded_at: Set(bot.branded_at),
        created_at: Set(bot.created_at),
        updated_at: Set(bot.updated_at),
    })
}

fn record(row: bots::Model) -> Result<BotRecord, DbError> {
    let appearance = serde_json::from_value(row.appearance)
        .map_err(|error| DbError::Corrupt(format!("appearance of bot {}: {error}", row.id)))?;
    Ok(BotRecord {
        id: BotId(row.id),
        public_key: row.public_key,
        name: row.name,
        appearance,
        allowed_domains: row.allowed_domains,
        behaviour: behaviour::decode(row.behaviour)?,
        retrieval: row.retrieval,
        answer_tags: row.answer_tags,
        models: row.models.into_iter().map(ModelId).collect(),
        branded_at: row.branded_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
