//! Budgets, what is spent of them, and what models were used for. The rows of `spending` are locked in one order and
//! raised all together or not at all: the functions of the migration say how.

use chatsphere_contract::ids::{BotId, ConversationId};
use chatsphere_contract::spending::{
    AtLimit, BudgetLimit, BudgetPeriod, BudgetScope, UsageGroup, UsageRow, Used,
};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, QueryResult};
use serde::Serialize;
use time::{Date, OffsetDateTime};

use crate::tx::statement;
use crate::{DbError, TenantTx};

/// A budget and what is spent of it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRecord {
    /// What it is for.
    pub scope: BudgetScope,
    /// The bot, of a bot's budget, and its name.
    pub bot: Option<(BotId, String)>,
    /// The limit.
    pub limit: BudgetLimit,
    /// Answers in this period; of sessions the most that one has had.
    pub answers: i64,
    /// Money in this period, in micro-units; of sessions the most that one has had.
    pub micros: i64,
    /// Whether an answer was turned away under this limit.
    pub has_turned_away: bool,
    /// Of sessions: how many had an answer turned away.
    pub sessions_at_limit: i64,
}

/// Every budget of the workspace: its own, those of bots by name, that of sessions.
pub async fn budgets(tx: &TenantTx, now: OffsetDateTime) -> Result<Vec<BudgetRecord>, DbError> {
    let sql = "SELECT b.scope, b.period, b.answers AS most_answers, b.micros AS most_micros, b.at_limit,
            b.bot_id, o.name AS bot_name, s.answers, s.micros, s.turned_away > 0 AS has_turned_away,
            CASE b.scope WHEN 'session' THEN s.turned_away ELSE 0 END AS sessions_at_limit
        FROM budgets b LEFT JOIN bots o ON o.tenant_id = b.tenant_id AND o.id = b.bot_id
        CROSS JOIN LATERAL (
            SELECT coalesce(max(answers), 0) AS answers, coalesce(max(micros), 0) AS micros,
                count(turned_away_at) AS turned_away
            FROM spending s WHERE s.tenant_id = b.tenant_id AND s.scope = b.scope
                AND (b.scope = 'session' OR s.scope_id = b.scope_id) AND s.period = b.period
                AND (b.period = 'session'
                    OR s.period_start = date_trunc(b.period, $2::timestamptz AT TIME ZONE 'UTC')::date)
        ) s
        WHERE b.tenant_id = $1
        ORDER BY array_position(ARRAY['workspace', 'bot', 'session'], b.scope), o.name, b.scope_id";
    let rows = tx.conn().query_all_raw(statement(sql, [tx.tenant().0.into(), now.into()])).await?;
    rows.iter().map(budget).collect()
}

fn budget(row: &QueryResult) -> Result<BudgetRecord, DbError> {
    let bot: Option<Uuid> = row.try_get("", "bot_id")?;
    let name: Option<String> = row.try_get("", "bot_name")?;
    Ok(BudgetRecord {
        scope: scope(row)?,
        bot: bot.map(BotId).zip(name),
        limit: BudgetLimit {
            period: period(row)?,
            answers: row.try_get("", "most_answers")?,
            micros: row.try_get("", "most_micros")?,
            at_limit: at_limit(row)?,
        },
        answers: row.try_get("", "answers")?,
        micros: row.try_get("", "micros")?,
        has_turned_away: row.try_get("", "has_turned_away")?,
        sessions_at_limit: row.try_get("", "sessions_at_limit")?,
    })
}

/// Sets a budget. What was spent in the period before there was one counts; a conversation's begins with nothing. Fails
/// with `MissingReference` when the bot is not this tenant's.
pub async fn set_budget(
    tx: &TenantTx,
    scope: BudgetScope,
    bot: Option<BotId>,
    limit: &BudgetLimit,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let sql =
        "INSERT INTO budgets (tenant_id, scope, scope_id, period, answers, micros, at_limit, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, scope, scope_id) DO UPDATE SET period = excluded.period,
            answers = excluded.answers, micros = excluded.micros, at_limit = excluded.at_limit,
            updated_at = excluded.updated_at";
    let scope_id = bot.map_or(tx.tenant().0, |bot| bot.0);
    let values = [
        tx.tenant().0.into(),
        scope.as_str().into(),
        scope_id.into(),
        limit.period.as_str().into(),
        limit.answers.into(),
        limit.micros.into(),
        limit.at_limit.as_str().into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    if scope == BudgetScope::Session {
        let sql = "UPDATE spending SET turned_away_at = NULL
            WHERE tenant_id = $1 AND scope = 'session' AND turned_away_at IS NOT NULL";
        tx.conn().execute_raw(statement(sql, [tx.tenant().0.into()])).await?;
        return Ok(());
    }
    // The row may be there from a budget that was removed meanwhile, and then knows less than the usage does; or more,
    // because it knows of answers under way.
    let sql = "INSERT INTO spending AS s (tenant_id, scope, scope_id, period, period_start, answers, micros)
        SELECT $1, $2, $3, $4, p.start, coalesce(sum(u.answers), 0), coalesce(sum(u.micros), 0)
        FROM (SELECT date_trunc($4, $5::timestamptz AT TIME ZONE 'UTC')::date AS start) p
        LEFT JOIN model_usage u ON u.tenant_id = $1 AND u.day >= p.start AND ($2 = 'workspace' OR u.bot_id = $3)
        GROUP BY p.start
        ON CONFLICT (tenant_id, scope, scope_id, period, period_start)
        DO UPDATE SET answers = greatest(s.answers, excluded.answers),
            micros = greatest(s.micros, excluded.micros), turned_away_at = NULL";
    let values = [
        tx.tenant().0.into(),
        scope.as_str().into(),
        scope_id.into(),
        limit.period.as_str().into(),
        now.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Removes a budget, if there is one.
pub async fn remove_budget(tx: &TenantTx, scope: BudgetScope, bot: Option<BotId>) -> Result<(), DbError> {
    let sql = "DELETE FROM budgets WHERE tenant_id = $1 AND scope = $2 AND scope_id = $3";
    let scope_id = bot.map_or(tx.tenant().0, |bot| bot.0);
    let values = [tx.tenant().0.into(), scope.as_str().into(), scope_id.into()];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// A budget that an answer counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppliedBudget {
    /// What it is for.
    pub scope: BudgetScope,
    /// How often it begins anew.
    pub period: BudgetPeriod,
    /// The begin of the period that the answer counts in.
    pub period_start: Date,
    /// What happens when it is used up.
    pub at_limit: AtLimit,
    /// It is: then nothing was taken from any.
    pub is_used_up: bool,
}

/// Takes an answer of this estimated cost, in micro-units, from every budget that applies, or from none of them when
/// one is used up.
pub async fn reserve(
    tx: &TenantTx,
    bot: BotId,
    conversation: ConversationId,
    estimate: i64,
    now: OffsetDateTime,
) -> Result<Vec<AppliedBudget>, DbError> {
    let sql =
        "SELECT scope, period, period_start, at_limit, is_used_up FROM reserve_spending($1, $2, $3, $4)";
    let values = [bot.0.into(), conversation.0.into(), now.into(), estimate.into()];
    let rows = tx.conn().query_all_raw(statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(AppliedBudget {
                scope: scope(row)?,
                period: period(row)?,
                period_start: row.try_get("", "period_start")?,
                at_limit: at_limit(row)?,
                is_used_up: row.try_get("", "is_used_up")?,
            })
        })
        .collect()
}

/// What was reserved for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// From which budgets.
    pub budgets: Vec<AppliedBudget>,
    /// The estimated cost, in micro-units.
    pub estimate: i64,
}

/// What one model was used for in a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelUse {
    /// Its name.
    pub model: String,
    /// 1 when the turn's answer is counted as its, else 0.
    pub answers: i64,
    /// Tokens read.
    pub input_tokens: u32,
    /// Of those, the ones from the provider's cache.
    pub cached_input_tokens: u32,
    /// Tokens written.
    pub output_tokens: u32,
    /// Money, in micro-units.
    pub micros: i64,
}

/// Corrects a reservation to what was really paid, and counts the use of each model. Without a reservation, what was
/// paid counts against the budgets that there are by now.
pub async fn settle(
    tx: &TenantTx,
    bot: BotId,
    conversation: ConversationId,
    reserved: Option<&Reservation>,
    used: &[ModelUse],
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let rows = reserved.map(|reserved| {
        let row = |budget: &AppliedBudget| {
            serde_json::json!({
                "scope": budget.scope.as_str(),
                "period": budget.period.as_str(),
                "period_start": budget.period_start.to_string(),
            })
        };
        serde_json::Value::Array(reserved.budgets.iter().map(row).collect())
    });
    let used_json = serde_json::to_value(used).map_err(|error| DbError::Corrupt(error.to_string()))?;
    let sql = "SELECT settle_spending($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        bot.0.into(),
        conversation.0.into(),
        now.into(),
        rows.into(),
        reserved.map_or(0, |reserved| reserved.estimate).into(),
        used.iter().map(|used| used.answers).sum::<i64>().into(),
        used.iter().map(|used| used.micros).sum::<i64>().into(),
        used_json.into(),
    ];
    tx.conn().query_one_raw(statement(sql, values)).await?;
    Ok(())
}

/// What models were used for from `from` to `to`, both included: every day of the span, or models or bots, the dearest
/// first.
pub async fn usage(tx: &TenantTx, from: Date, to: Date, group: UsageGroup) -> Result<Vec<UsageRow>, DbError> {
    let sums = "coalesce(sum(u.answers), 0)::bigint AS answers,
        coalesce(sum(u.input_tokens), 0)::bigint AS input_tokens,
        coalesce(sum(u.cached_input_tokens), 0)::bigint AS cached_input_tokens,
        coalesce(sum(u.output_tokens), 0)::bigint AS output_tokens, coalesce(sum(u.micros), 0)::bigint AS micros";
    let dearest = "ORDER BY sum(u.micros) DESC, sum(u.answers) DESC, key";
    let sql = match group {
        UsageGroup::Day => format!(
            "SELECT d.day::date::text AS key, NULL::text AS name, NULL::uuid AS bot_id, {sums}
            FROM generate_series($2::date, $3::date, interval '1 day') AS d (day)
            LEFT JOIN model_usage u ON u.tenant_id = $1 AND u.day = d.day::date
            GROUP BY d.day ORDER BY d.day"
        ),
        UsageGroup::Model => format!(
            "SELECT u.model AS key, NULL::text AS name, NULL::uuid AS bot_id, {sums} FROM model_usage u
            WHERE u.tenant_id = $1 AND u.day BETWEEN $2 AND $3 GROUP BY u.model {dearest}"
        ),
        UsageGroup::Bot => format!(
            "SELECT u.bot_id::text AS key, b.name, u.bot_id, {sums} FROM model_usage u
            LEFT JOIN bots b ON b.tenant_id = u.tenant_id AND b.id = u.bot_id
            WHERE u.tenant_id = $1 AND u.day BETWEEN $2 AND $3 GROUP BY u.bot_id, b.name {dearest}"
        ),
    };
    let values = [tx.tenant().0.into(), from.into(), to.into()];
    let rows = tx.conn().query_all_raw(statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            let bot: Option<Uuid> = row.try_get("", "bot_id")?;
            let key: String = row.try_get("", "key")?;
            Ok(UsageRow {
                key: bot.map_or(key, |bot| BotId(bot).to_string()),
                name: row.try_get("", "name")?,
                used: Used {
                    answers: row.try_get("", "answers")?,
                    input_tokens: row.try_get("", "input_tokens")?,
                    cached_input_tokens: row.try_get("", "cached_input_tokens")?,
                    output_tokens: row.try_get("", "output_tokens")?,
                    micros: row.try_get("", "micros")?,
                },
            })
        })
        .collect()
}

fn scope(row: &QueryResult) -> Result<BudgetScope, DbError> {
    let word: String = row.try_get("", "scope")?;
    BudgetScope::parse(&word).ok_or(DbError::Corrupt(word))
}

fn period(row: &QueryResult) -> Result<BudgetPeriod, DbError> {
    let word: String = row.try_get("", "period")?;
    BudgetPeriod::parse(&word).ok_or(DbError::Corrupt(word))
}

fn at_limit(row: &QueryResult) -> Result<AtLimit, DbError> {
    let word: String = row.try_get("", "at_limit")?;
    AtLimit::parse(&word).ok_or(DbError::Corrupt(word))
}
