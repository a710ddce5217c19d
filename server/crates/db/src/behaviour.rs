//! How bots answer: published, drafted, and every version that was published.

use chatsphere_contract::behaviour::Behaviour;
use chatsphere_contract::ids::{BotId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Where a bot's behaviour stands.
#[derive(Debug, Clone)]
pub struct BehaviourRecord {
    /// What visitors get.
    pub published: Behaviour,
    /// The number of that version.
    pub version: i32,
    /// The name of who published it.
    pub published_by: Option<String>,
    /// When; absent for a bot that was written past the use cases.
    pub published_at: Option<OffsetDateTime>,
    /// What is prepared.
    pub draft: Option<DraftRecord>,
    /// Raised by every change.
    pub revision: i32,
}

/// What is prepared and not published.
#[derive(Debug, Clone)]
pub struct DraftRecord {
    /// The whole of it.
    pub behaviour: Behaviour,
    /// The name of who saved it.
    pub saved_by: Option<String>,
    /// When.
    pub saved_at: OffsetDateTime,
}

/// A behaviour to be published.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// The whole of it.
    pub behaviour: &'a Behaviour,
    /// Who publishes it.
    pub author: Option<UserId>,
    /// Why.
    pub note: &'a str,
    /// The version that it repeats.
    pub restored_from: Option<i32>,
    /// Now.
    pub at: OffsetDateTime,
}

/// A behaviour that was published.
#[derive(Debug, Clone)]
pub struct VersionRecord {
    /// Counted from 1.
    pub number: i32,
    /// The whole of it.
    pub behaviour: Behaviour,
    /// The name of who published it.
    pub author: Option<String>,
    /// Why.
    pub note: String,
    /// The version that it repeats.
    pub restored_from: Option<i32>,
    /// When.
    pub published_at: OffsetDateTime,
}

/// Where a bot's behaviour stands, held against other changes to the end of the transaction.
pub async fn find_locked(tx: &TenantTx, bot: BotId) -> Result<Option<BehaviourRecord>, DbError> {
    let sql = "SELECT id FROM bots WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    find(tx, bot).await
}

/// Where a bot's behaviour stands.
pub async fn find(tx: &TenantTx, bot: BotId) -> Result<Option<BehaviourRecord>, DbError> {
    let sql = "SELECT b.behaviour, b.behaviour_version, b.behaviour_revision, b.draft, b.draft_at,
            editor.name AS draft_by, v.published_at, author.name AS published_by
        FROM bots b
        LEFT JOIN bot_versions v ON v.tenant_id = b.tenant_id AND v.bot_id = b.id AND v.number = b.behaviour_version
        LEFT JOIN users author ON author.id = v.author
        LEFT JOIN users editor ON editor.id = b.draft_by
        WHERE b.tenant_id = $1 AND b.id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let draft: Option<serde_json::Value> = row.try_get("", "draft")?;
    let draft_at: Option<OffsetDateTime> = row.try_get("", "draft_at")?;
    let draft_by: Option<String> = row.try_get("", "draft_by")?;
    let draft = draft.zip(draft_at).map(|(draft, saved_at)| {
        Ok::<_, DbError>(DraftRecord { behaviour: decode(draft)?, saved_by: draft_by, saved_at })
    });
    Ok(Some(BehaviourRecord {
        published: decode(row.try_get("", "behaviour")?)?,
        version: row.try_get("", "behaviour_version")?,
        published_by: row.try_get("", "published_by")?,
        published_at: row.try_get("", "published_at")?,
        draft: draft.transpose()?,
        revision: row.try_get("", "behaviour_revision")?,
    }))
}

/// Keeps a draft.
pub async fn save_draft(
    tx: &TenantTx,
    bot: BotId,
    draft: &Behaviour,
    by: Option<UserId>,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql = "UPDATE bots SET draft = $3, draft_by = $4, draft_at = $5, behaviour_revision = behaviour_revision + 1
        WHERE tenant_id = $1 AND id = $2";
    let values =
        [tx.tenant().0.into(), bot.0.into(), encode(draft)?.into(), by.map(|user| user.0).into(), now.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Forgets the draft.
pub async fn drop_draft(tx: &TenantTx, bot: BotId) -> Result<(), DbError> {
    let sql = "UPDATE bots SET draft = NULL, draft_by = NULL, draft_at = NULL,
            behaviour_revision = behaviour_revision + 1
        WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    Ok(())
}

/// Makes a behaviour the one that visitors get, and a version. Returns its number, unless the bot is gone.
pub async fn publish(tx: &TenantTx, bot: BotId, new: &NewVersion<'_>) -> Result<Option<i32>, DbError> {
    let sql = "WITH bot AS (
            UPDATE bots SET behaviour = $3, behaviour_version = behaviour_version + 1,
                behaviour_revision = behaviour_revision + 1, updated_at = $7
            WHERE tenant_id = $1 AND id = $2
            RETURNING tenant_id, id, behaviour_version
        )
        INSERT INTO bot_versions (tenant_id, bot_id, number, behaviour, author, note, restored_from, published_at)
        SELECT tenant_id, id, behaviour_version, $3, $4, $5, $6, $7 FROM bot
        RETURNING number";
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        encode(new.behaviour)?.into(),
        new.author.map(|user| user.0).into(),
        new.note.into(),
        new.restored_from.into(),
        new.at.into(),
    ];
    let row = tx.conn().query_one_raw(statement(sql, values)).await?;
    row.map(|row| Ok(row.try_get("", "number")?)).transpose()
}

/// Versions of a bot's behaviour, newest first, older than `before`.
pub async fn versions(
    tx: &TenantTx,
    bot: BotId,
    before: Option<i32>,
    limit: u64,
) -> Result<Vec<VersionRecord>, DbError> {
    let sql = format!("{VERSION} AND ($3::int IS NULL OR v.number < $3) ORDER BY v.number DESC LIMIT $4");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [tx.tenant().0.into(), bot.0.into(), before.into(), limit.into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter().map(version_record).collect()
}

/// One version.
pub async fn version(tx: &TenantTx, bot: BotId, number: i32) -> Result<Option<VersionRecord>, DbError> {
    let sql = format!("{VERSION} AND v.number = $3");
    let values = [tx.tenant().0.into(), bot.0.into(), number.into()];
    tx.conn().query_one_raw(statement(&sql, values)).await?.as_ref().map(version_record).transpose()
}

const VERSION: &str =
    "SELECT v.number, v.behaviour, v.note, v.restored_from, v.published_at, u.name AS author
    FROM bot_versions v LEFT JOIN users u ON u.id = v.author
    WHERE v.tenant_id = $1 AND v.bot_id = $2";

fn version_record(row: &QueryResult) -> Result<VersionRecord, DbError> {
    Ok(VersionRecord {
        number: row.try_get("", "number")?,
        behaviour: decode(row.try_get("", "behaviour")?)?,
        author: row.try_get("", "author")?,
        note: row.try_get("", "note")?,
        restored_from: row.try_get("", "restored_from")?,
        published_at: row.try_get("", "published_at")?,
    })
}

pub(crate) fn encode(behaviour: &Behaviour) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(behaviour).map_err(|error| DbError::Corrupt(error.to_string()))
}

pub(crate) fn decode(stored: serde_json::Value) -> Result<Behaviour, DbError> {
    serde_json::from_value(stored).map_err(|error| DbError::Corrupt(format!("a behaviour: {error}")))
}
