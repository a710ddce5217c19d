//! Who takes a second look at what is found for a bot.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::reranking::RerankerKind;
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A bot's reranker; `None`: the workspace has no such bot.
pub async fn of_bot(tx: &TenantTx, bot: BotId) -> Result<Option<RerankerKind>, DbError> {
    let sql = "SELECT reranker FROM bots WHERE tenant_id = $1 AND id = $2";
    let row = tx.conn().query_one_raw(statement(sql, [tx.tenant().0.into(), bot.0.into()])).await?;
    row.as_ref().map(kind).transpose()
}

/// Sets it. False: the workspace has no such bot.
pub async fn set(
    tx: &TenantTx,
    bot: BotId,
    kind: RerankerKind,
    now: OffsetDateTime,
) -> Result<bool, DbError> {
    let sql = "UPDATE bots SET reranker = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2";
    let values = [tx.tenant().0.into(), bot.0.into(), kind.as_str().into(), now.into()];
    Ok(tx.conn().execute_raw(statement(sql, values)).await?.rows_affected() > 0)
}

/// The kind in a row's column `reranker`.
pub(crate) fn kind(row: &QueryResult) -> Result<RerankerKind, DbError> {
    let word: String = row.try_get("", "reranker")?;
    RerankerKind::parse(&word).ok_or_else(|| DbError::Corrupt(format!("the reranker “{word}”")))
}
