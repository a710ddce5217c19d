//! Which documents of a bot are meant: for a list, a count, a bulk action or a search.

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::ids::{BotId, DocumentId};
use sea_orm::sea_query::extension::postgres::PgExpr;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Value,
};
use uuid::Uuid;

use super::{DocumentRecord, record};
use crate::entities::documents::{Column, Entity};
use crate::{DbError, TenantTx};

/// What a document must be; what is empty or absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// One of these tags, by name.
    pub tags: Vec<String>,
    /// No tag at all.
    pub untagged: bool,
    /// State.
    pub status: Option<DocumentStatus>,
    /// Type, without parameters.
    pub media_type: Option<String>,
    /// A part of its name or title, in any case.
    pub name: Option<String>,
    /// Enabled, or disabled.
    pub enabled: Option<bool>,
}

/// The documents of a bot that are there and match.
pub(super) fn condition(tx: &TenantTx, bot: BotId, filter: &DocumentFilter) -> Condition {
    let mut all = Condition::all()
        .add(Column::TenantId.eq(tx.tenant().0))
        .add(Column::BotId.eq(bot.0))
        .add(Column::DeletedAt.is_null());
    if !filter.tags.is_empty() {
        let tags: Value = filter.tags.clone().into();
        all = all.add(Expr::cust_with_values("documents.tags && $1::text[]", [tags]));
    }
    if filter.untagged {
        all = all.add(Expr::cust("documents.tags = '{}'"));
    }
    if let Some(status) = filter.status {
        all = all.add(Column::Status.eq(status.as_str()));
    }
    if let Some(media_type) = &filter.media_type {
        let essence = "split_part(documents.media_type, ';', 1) = $1";
        all = all.add(Expr::cust_with_values(essence, [media_type.as_str()]));
    }
    if let Some(name) = &filter.name {
        let pattern = format!("%{}%", escaped(name));
        let in_name = Expr::col((Entity, Column::Name)).ilike(pattern.clone());
        all = all.add(in_name.or(Expr::col((Entity, Column::Title)).ilike(pattern)));
    }
    if let Some(enabled) = filter.enabled {
        all = all.add(Column::Enabled.eq(enabled));
    }
    all
}

/// A text as LIKE takes it literally.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Up to `limit` documents that match, newest first, older than `before`.
pub async fn matching(
    tx: &TenantTx,
    bot: BotId,
    filter: &DocumentFilter,
    before: Option<DocumentId>,
    limit: u64,
) -> Result<Vec<DocumentRecord>, DbError> {
    let rows = Entity::find()
        .filter(condition(tx, bot, filter))
        .apply_if(before, |query, before| query.filter(Column::Id.lt(before.0)))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(record).collect()
}

/// How many match.
pub async fn count(tx: &TenantTx, bot: BotId, filter: &DocumentFilter) -> Result<i64, DbError> {
    let count = Entity::find().filter(condition(tx, bot, filter)).count(tx.conn()).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The types that a bot's documents have, in order.
pub async fn media_types(tx: &TenantTx, bot: BotId) -> Result<Vec<String>, DbError> {
    let types: Vec<String> = Entity::find()
        .select_only()
        .column(Column::MediaType)
        .distinct()
        .filter(condition(tx, bot, &DocumentFilter::default()))
        .order_by_asc(Column::MediaType)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mut types: Vec<String> =
        types.iter().map(|full| full.split(';').next().unwrap_or_default().trim().to_owned()).collect();
    types.dedup();
    Ok(types)
}

/// Which stretch of the documents that match, in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// After this one.
    pub after: Option<DocumentId>,
    /// Up to and with this one.
    pub up_to: DocumentId,
    /// At most so many.
    pub limit: u64,
}

/// The ids of a stretch of the documents that match, in order.
pub async fn next_ids(
    tx: &TenantTx,
    bot: BotId,
    filter: &DocumentFilter,
    stretch: Stretch,
) -> Result<Vec<DocumentId>, DbError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition(tx, bot, filter))
        .apply_if(stretch.after, |query, after| query.filter(Column::Id.gt(after.0)))
        .filter(Column::Id.lte(stretch.up_to.0))
        .order_by_asc(Column::Id)
        .limit(stretch.limit)
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(ids.into_iter().map(DocumentId).collect())
}

/// The ids of all that match, in no order.
pub async fn all_ids(tx: &TenantTx, bot: BotId, filter: &DocumentFilter) -> Result<Vec<DocumentId>, DbError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition(tx, bot, filter))
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(ids.into_iter().map(DocumentId).collect())
}

/// The ids of those with passages in use that match, in no order: what a search is restricted to.
pub async fn ids_in_use(
    tx: &TenantTx,
    bot: BotId,
    filter: &DocumentFilter,
) -> Result<Vec<DocumentId>, DbError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(condition(tx, bot, filter))
        .filter(Column::ChunkCount.gt(0))
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(ids.into_iter().map(DocumentId).collect())
}
