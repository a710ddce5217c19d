//! What is searched for: one row a wording, day and way in.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::search::AskedQuery;
use sea_orm::ConnectionTrait;
use time::{Date, OffsetDateTime};

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// Most wordings of one bot, day and way in that are remembered: visitors who ask a lot must not keep those out
/// that people search for in the console.
pub const WORDINGS_PER_DAY: i64 = 2_000;

/// One search.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedRecord {
    /// `console`, `api` or `chat`.
    pub source: &'static str,
    /// In lower case and with single spaces.
    pub query: String,
    /// Whether anything good was found.
    pub found: bool,
    /// Score of the best hit.
    pub best: f32,
    /// When.
    pub at: OffsetDateTime,
}

/// Counts a search. When the day is full, only wordings that are known go on being counted.
pub async fn note(tx: &TenantTx, bot: BotId, asked: &AskedRecord) -> Result<(), DbError> {
    let day: Date = asked.at.date();
    let sql =
        "INSERT INTO search_queries AS q (tenant_id, bot_id, day, source, query, found, best, last_asked_at)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8
               WHERE ((SELECT count(*) FROM search_queries
                       WHERE tenant_id = $1 AND bot_id = $2 AND day = $3 AND source = $4) < $9
                       OR EXISTS (SELECT FROM search_queries
                                  WHERE tenant_id = $1 AND bot_id = $2 AND day = $3 AND source = $4 AND query = $5))
                   AND EXISTS (SELECT FROM bots WHERE tenant_id = $1 AND id = $2)
               ON CONFLICT (tenant_id, bot_id, day, source, query) DO UPDATE
               SET times = q.times + 1, found = excluded.found, best = excluded.best,
                   last_asked_at = excluded.last_asked_at";
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        day.into(),
        asked.source.into(),
        asked.query.clone().into(),
        asked.found.into(),
        asked.best.into(),
        asked.at.into(),
        WORDINGS_PER_DAY.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Which list of searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Asked last.
    Recent,
    /// Asked most often.
    Popular,
    /// Asked most often without a good answer.
    Unanswered,
}

/// Up to `limit` wordings since `since`, over all days and ways in.
pub async fn list(
    tx: &TenantTx,
    bot: BotId,
    listing: Listing,
    since: Date,
    limit: u32,
) -> Result<Vec<AskedQuery>, DbError> {
    let order = match listing {
        Listing::Recent => "last_asked_at DESC",
        Listing::Popular | Listing::Unanswered => "times DESC, last_asked_at DESC",
    };
    let wanted = if listing == Listing::Unanswered { "WHERE NOT found" } else { "" };
    let sql = format!(
        "SELECT * FROM (
             SELECT query, sum(times)::bigint AS times, max(last_asked_at) AS last_asked_at,
                 (array_agg(found ORDER BY last_asked_at DESC))[1] AS found,
                 (array_agg(best ORDER BY last_asked_at DESC))[1] AS best
             FROM search_queries WHERE tenant_id = $1 AND bot_id = $2 AND day >= $3 GROUP BY query
         ) AS wordings {wanted} ORDER BY {order}, query LIMIT $4"
    );
    let values = [tx.tenant().0.into(), bot.0.into(), since.into(), i64::from(limit).into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            let at: OffsetDateTime = row.try_get("", "last_asked_at")?;
            Ok(AskedQuery {
                query: row.try_get("", "query")?,
                times: row.try_get("", "times")?,
                found: row.try_get("", "found")?,
                best: row.try_get("", "best")?,
                last_asked_at: chatsphere_kernel::clock::rfc3339(at),
            })
        })
        .collect()
}

/// Up to `limit` wordings since `since` that begin with what was typed, or have a word that does, most
/// frequent first.
pub async fn beginning_with(
    tx: &TenantTx,
    bot: BotId,
    typed: &str,
    since: Date,
    limit: u32,
) -> Result<Vec<String>, DbError> {
    let escaped = typed.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let sql = "SELECT query FROM search_queries
               WHERE tenant_id = $1 AND bot_id = $2 AND day >= $6 AND found AND (query LIKE $3 OR query LIKE $4)
               GROUP BY query ORDER BY sum(times) DESC, query LIMIT $5";
    let values = [
        tx.tenant().0.into(),
        bot.0.into(),
        format!("{escaped}%").into(),
        format!("% {escaped}%").into(),
        i64::from(limit).into(),
        since.into(),
    ];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "query")?)).collect()
}
