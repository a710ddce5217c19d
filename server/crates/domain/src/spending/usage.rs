//! What models were used for, by day, model or bot.

use chatsphere_contract::limits::USAGE_DAYS;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::spending::{UsageQuery, UsageReport, UsageRow, Used};
use chatsphere_db::spending;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use time::macros::format_description;
use time::{Date, Duration};

use super::{SpendingError, wrong};
use crate::platform::Platform;

/// The usage of a span of days; this month's so far when nothing is said.
pub async fn usage(platform: &Platform, ctx: &Ctx, query: &UsageQuery) -> Result<UsageReport, SpendingError> {
    ctx.require(Permission::Read)?;
    let (from, to) = span(query, platform.clock.now().date()).map_err(SpendingError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let items = spending::usage(&tx, from, to, query.group.unwrap_or_default()).await?;
    tx.close();
    Ok(UsageReport { from: from.to_string(), to: to.to_string(), total: total(&items), items })
}

fn total(items: &[UsageRow]) -> Used {
    items.iter().fold(Used::default(), |sum, row| Used {
        answers: sum.answers.saturating_add(row.used.answers),
        input_tokens: sum.input_tokens.saturating_add(row.used.input_tokens),
        cached_input_tokens: sum.cached_input_tokens.saturating_add(row.used.cached_input_tokens),
        output_tokens: sum.output_tokens.saturating_add(row.used.output_tokens),
        micros: sum.micros.saturating_add(row.used.micros),
    })
}

/// First and last day, or what is wrong with them.
fn span(query: &UsageQuery, today: Date) -> Result<(Date, Date), Vec<FieldError>> {
    let mut errors = Vec::new();
    let to = day("to", query.to.as_deref()).map_err(|error| errors.push(error)).unwrap_or_default();
    let from = day("from", query.from.as_deref()).map_err(|error| errors.push(error)).unwrap_or_default();
    if !errors.is_empty() {
        return Err(errors);
    }
    let to = to.unwrap_or(today);
    let first = to.replace_day(1).unwrap_or(to);
    let from = from.unwrap_or(first);
    if from > to {
        return Err(vec![wrong("from", "invalid", "The first day is after the last.")]);
    }
    if to - from >= Duration::days(USAGE_DAYS) {
        return Err(vec![wrong("from", "invalid", format!("At most {USAGE_DAYS} days at a time."))]);
    }
    Ok((from, to))
}

fn day(field: &str, text: Option<&str>) -> Result<Option<Date>, FieldError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    // Years beyond what the database knows are no days of ours.
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|day| (1970..=9999).contains(&day.year()))
        .map(Some)
        .ok_or_else(|| wrong(field, "invalid", "Write the day as 2026-11-21."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(from: &str, to: &str) -> Result<(String, String), Vec<String>> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let query = UsageQuery { from: given(from), to: given(to), group: None };
        let today = time::macros::date!(2026 - 11 - 21);
        span(&query, today)
            .map(|(from, to)| (from.to_string(), to.to_string()))
            .map_err(|errors| errors.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn the_span_is_this_month_or_what_is_asked_for() {
        let days = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(of("", ""), days("2026-11-01", "2026-11-21"));
        assert_eq!(of("", "2026-02-10"), days("2026-02-01", "2026-02-10"));
        assert_eq!(of("2026-01-01", "2026-12-31"), days("2026-01-01", "2026-12-31"));
    }

    #[test]
    fn each_wrong_day_is_named() {
        assert_eq!(of("yesterday", "2026-13-01"), Err(vec!["to".to_owned(), "from".to_owned()]));
        for (from, to) in
            [("2026-11-22", ""), ("2025-01-01", "2026-11-21"), ("0001-01-01", ""), ("2026-02-30", "")]
        {
            assert_eq!(of(from, to), Err(vec!["from".to_owned()]), "{from}");
        }
    }
}
