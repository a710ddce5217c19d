//! Tags of a workspace. What is tagged holds names; here is which names there are.
//!
//! Who writes a name into a `tags` column holds the tag's row against change meanwhile ([`ensure`],
//! [`names_of`]); who changes a name locks the row first ([`find_locked`]) and then rewrites the columns
//! ([`rename_everywhere`]). So no column ever names a tag that is gone.

use std::collections::HashMap;

use chatsphere_contract::ids::{BotId, TagId};
use chatsphere_contract::tags::TagColor;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// What can be tagged: tables with `tenant_id`, `id` and `tags text[]`, each with the order in which its
/// rows are locked. Sources before documents: a page that becomes a document takes the names that its source
/// has, and holds the source meanwhile.
const TAGGED: &[(&str, &str)] =
    &[("sources", "id"), ("documents", "external_id COLLATE \"C\", id"), ("questions", "id")];

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRecord {
    /// Id.
    pub id: TagId,
    /// As it is shown.
    pub name: String,
    /// What makes two names one.
    pub folded: String,
    /// Colour.
    pub color: TagColor,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
}

/// How often a tag is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TagUse {
    /// Documents that have it.
    pub documents: i64,
    /// Written answers that have it.
    pub questions: i64,
    /// Web sources whose pages get it.
    pub sources: i64,
    /// Bots that answer only from documents with it, or with others.
    pub bots: i64,
}

/// All tags of the workspace by name, with their use: in one bot's documents and answers, or in all.
pub async fn list(tx: &TenantTx, bot: Option<BotId>) -> Result<Vec<(TagRecord, TagUse)>, DbError> {
    let sql = "WITH used AS (
                   SELECT unnest(tags) AS name, count(*) AS documents FROM documents
                   WHERE tenant_id = $1 AND ($2::uuid IS NULL OR bot_id = $2) AND deleted_at IS NULL AND tags <> '{}'
                   GROUP BY 1),
               answering AS (
                   SELECT unnest(tags) AS name, count(*) AS questions FROM questions
                   WHERE tenant_id = $1 AND ($2::uuid IS NULL OR bot_id = $2) AND tags <> '{}'
                   GROUP BY 1),
               reading AS (
                   SELECT unnest(tags) AS name, count(*) AS sources FROM sources
                   WHERE tenant_id = $1 AND ($2::uuid IS NULL OR bot_id = $2) AND tags <> '{}'
                   GROUP BY 1),
               restricting AS (
                   SELECT unnest(answer_tags) AS name, count(*) AS bots FROM bots
                   WHERE tenant_id = $1 AND answer_tags <> '{}' GROUP BY 1)
               SELECT t.*, coalesce(u.documents, 0)::bigint AS documents,
                   coalesce(a.questions, 0)::bigint AS questions,
                   coalesce(s.sources, 0)::bigint AS sources, coalesce(r.bots, 0)::bigint AS bots
               FROM tags t LEFT JOIN used u USING (name) LEFT JOIN answering a USING (name)
               LEFT JOIN reading s USING (name) LEFT JOIN restricting r USING (name)
               WHERE t.tenant_id = $1 ORDER BY t.folded, t.id";
    let values = [tx.tenant().0.into(), bot.map(|bot| bot.0).into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let used = TagUse {
                documents: row.try_get("", "documents")?,
                questions: row.try_get("", "questions")?,
                sources: row.try_get("", "sources")?,
                bots: row.try_get("", "bots")?,
            };
            Ok((record(row)?, used))
        })
        .collect()
}

/// How many tags there are.
pub async fn count(tx: &TenantTx) -> Result<i64, DbError> {
    let sql = "SELECT count(*) AS tags FROM tags WHERE tenant_id = $1";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get("", "tags").map_err(DbError::from))
}

/// Adds a tag; [`DbError::Conflict`] when there is one of that name.
pub async fn insert(tx: &TenantTx, tag: &TagRecord) -> Result<(), DbError> {
    let sql = "INSERT INTO tags (tenant_id, id, name, folded, color, description, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        tx.tenant().0.into(),
        tag.id.0.into(),
        tag.name.as_str().into(),
        tag.folded.as_str().into(),
        tag.color.as_str().into(),
        tag.description.as_str().into(),
        tag.created_at.into(),
        tag.updated_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The tag, held against other changes to the end of the transaction.
pub async fn find_locked(tx: &TenantTx, id: TagId) -> Result<Option<TagRecord>, DbError> {
    let sql = "SELECT * FROM tags WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    row.as_ref().map(record).transpose()
}

/// Writes a tag back; [`DbError::Conflict`] when another has that name.
pub async fn update(tx: &TenantTx, tag: &TagRecord) -> Result<(), DbError> {
    let sql = "UPDATE tags SET name = $3, folded = $4, color = $5, description = $6, updated_at = $7
               WHERE tenant_id = $1 AND id = $2";
    let values = [
        tx.tenant().0.into(),
        tag.id.0.into(),
        tag.name.as_str().into(),
        tag.folded.as_str().into(),
        tag.color.as_str().into(),
        tag.description.as_str().into(),
        tag.updated_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Removes a tag's row; what is tagged is another matter ([`rename_everywhere`]).
pub async fn delete(tx: &TenantTx, id: TagId) -> Result<(), DbError> {
    let sql = "DELETE FROM tags WHERE tenant_id = $1 AND id = $2";
    tx.conn().execute_raw(statement(sql, [tx.tenant().0.into(), id.0.into()])).await?;
    Ok(())
}

/// A name that may be new: how it is written, what makes it one with others, and its id should it be new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    /// Id, should it be new.
    pub id: TagId,
    /// As it is written.
    pub name: String,
    /// What makes two names one.
    pub folded: String,
}

/// Makes the tags that are not there yet and holds all of them to the end of the transaction. How each is
/// written in this workspace, by its folded name.
pub async fn ensure(
    tx: &TenantTx,
    names: &[NewName],
    now: OffsetDateTime,
) -> Result<HashMap<String, String>, DbError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    // In one order everywhere, so that two writers do not wait for each other in a circle.
    let mut names: Vec<&NewName> = names.iter().collect();
    names.sort_by(|a, b| a.folded.cmp(&b.folded));
    names.dedup_by(|a, b| a.folded == b.folded);
    let folded: Vec<String> = names.iter().map(|name| name.folded.clone()).collect();
    let known = held(tx, folded.clone()).await?;
    if known.len() == names.len() {
        return Ok(known);
    }
    let missing: Vec<&&NewName> = names.iter().filter(|name| !known.contains_key(&name.folded)).collect();
    let sql = "INSERT INTO tags (tenant_id, id, name, folded, created_at, updated_at)
               SELECT $1, n.id, n.name, n.folded, $5, $5
               FROM unnest($2::uuid[], $3::text[], $4::text[]) AS n (id, name, folded)
               ON CONFLICT (tenant_id, folded) DO NOTHING";
    let values = [
        tx.tenant().0.into(),
        missing.iter().map(|name| name.id.0).collect::<Vec<Uuid>>().into(),
        missing.iter().map(|name| name.name.clone()).collect::<Vec<String>>().into(),
        missing.iter().map(|name| name.folded.clone()).collect::<Vec<String>>().into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    held(tx, folded).await
}

/// The names of the tags with these folded names, by these, held to the end of the transaction.
async fn held(tx: &TenantTx, folded: Vec<String>) -> Result<HashMap<String, String>, DbError> {
    let sql =
        "SELECT folded, name FROM tags WHERE tenant_id = $1 AND folded = ANY($2) ORDER BY folded FOR SHARE";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), folded.into()])).await?;
    rows.iter().map(|row| Ok((row.try_get("", "folded")?, row.try_get("", "name")?))).collect()
}

/// The names of those of these tags that there are, found by id or by folded name.
pub async fn names_of(tx: &TenantTx, ids: &[TagId], folded: &[String]) -> Result<Vec<String>, DbError> {
    let sql = "SELECT name FROM tags WHERE tenant_id = $1 AND (id = ANY($2) OR folded = ANY($3))
               ORDER BY folded FOR SHARE";
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let values = [tx.tenant().0.into(), ids.into(), folded.to_vec().into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "name").map_err(DbError::from)).collect()
}

/// Writes `new` for `old` into everything that is tagged, or takes `old` off it. Nothing has `new` twice.
pub async fn rename_everywhere(tx: &TenantTx, old: &str, new: Option<&str>) -> Result<(), DbError> {
    for (table, order) in TAGGED {
        let sql = format!(
            "WITH found AS (
                 SELECT id FROM {table} WHERE tenant_id = $1 AND $2 = ANY(tags) ORDER BY {order} FOR UPDATE)
             UPDATE {table} t SET tags = {} FROM found WHERE t.tenant_id = $1 AND t.id = found.id",
            replaced("t.tags")
        );
        tx.conn().execute_raw(statement(&sql, values(tx, old, new))).await?;
    }
    let sql = format!(
        "UPDATE bots SET answer_tags = {} WHERE tenant_id = $1 AND $2 = ANY(answer_tags)",
        replaced("answer_tags")
    );
    tx.conn().execute_raw(statement(&sql, values(tx, old, new))).await?;
    Ok(())
}

fn replaced(column: &str) -> String {
    format!(
        "CASE WHEN $3::text IS NULL OR $3 = ANY({column}) THEN array_remove({column}, $2)
              ELSE array_replace({column}, $2, $3) END"
    )
}

fn values(tx: &TenantTx, old: &str, new: Option<&str>) -> [sea_orm::Value; 3] {
    [tx.tenant().0.into(), old.into(), new.map(str::to_owned).into()]
}

/// The names of the bots that answer only from documents with this tag, or with others.
pub async fn bots_restricted_to(tx: &TenantTx, name: &str) -> Result<Vec<String>, DbError> {
    let sql = "SELECT name FROM bots WHERE tenant_id = $1 AND $2 = ANY(answer_tags) ORDER BY name";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), name.into()])).await?;
    rows.iter().map(|row| row.try_get("", "name").map_err(DbError::from)).collect()
}

fn record(row: &QueryResult) -> Result<TagRecord, DbError> {
    let color: String = row.try_get("", "color")?;
    Ok(TagRecord {
        id: TagId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        folded: row.try_get("", "folded")?,
        color: TagColor::parse(&color).unwrap_or_default(),
        description: row.try_get("", "description")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
