//! A budget is set, changed or removed.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits::{BUDGET_ANSWERS, BUDGET_MICROS};
use chatsphere_contract::money;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::spending::{BudgetLimit, BudgetList, BudgetPeriod, BudgetScope, SetBudget};
use chatsphere_db::{bots, spending};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{SpendingError, read, wrong};
use crate::platform::Platform;

/// Sets a budget, or removes it. It holds from the next answer on; what was spent in its period before counts.
pub async fn set(platform: &Platform, ctx: &Ctx, given: SetBudget) -> Result<BudgetList, SpendingError> {
    ctx.require(Permission::SettingsWrite)?;
    let errors = errors(&given);
    if !errors.is_empty() {
        return Err(SpendingError::Invalid(errors));
    }
    let (scope, bot, now) = (given.scope, given.bot_id, platform.clock.now());
    let tx = platform.db.tenant(ctx.tenant).await?;
    if let Some(bot) = bot
        && bots::find(&tx, bot).await?.is_none()
    {
        return Err(SpendingError::NoSuchBot);
    }
    match given.limit {
        Some(limit) => spending::set_budget(&tx, scope, bot, &in_period(scope, limit), now).await?,
        None => spending::remove_budget(&tx, scope, bot).await?,
    }
    let records = spending::budgets(&tx, now).await?;
    tx.commit().await?;
    Ok(BudgetList { items: records.into_iter().map(read::shown).collect() })
}

/// Of a session there is one period only.
fn in_period(scope: BudgetScope, limit: BudgetLimit) -> BudgetLimit {
    let period = if scope == BudgetScope::Session { BudgetPeriod::Session } else { limit.period };
    BudgetLimit { period, ..limit }
}

/// Everything that is wrong.
fn errors(given: &SetBudget) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match (given.scope, given.bot_id) {
        (BudgetScope::Bot, None) => errors.push(wrong("bot_id", "required", "Say which bot.")),
        (BudgetScope::Workspace | BudgetScope::Session, Some(BotId(_))) => {
            errors.push(wrong("bot_id", "invalid", "Only a bot’s budget names a bot."));
        }
        _ => {}
    }
    let Some(limit) = &given.limit else { return errors };
    if limit.period == BudgetPeriod::Session && given.scope != BudgetScope::Session {
        errors.push(wrong("limit.period", "invalid", "Choose a day or a month."));
    }
    if limit.answers.is_none() && limit.micros.is_none() {
        let message = "Limit the answers, the money, or both.";
        errors.extend([
            wrong("limit.answers", "required", message),
            wrong("limit.micros", "required", message),
        ]);
    }
    if limit.answers.is_some_and(|answers| !(0..=BUDGET_ANSWERS).contains(&answers)) {
        errors.push(wrong("limit.answers", "invalid", format!("From 0 to {BUDGET_ANSWERS} answers.")));
    }
    if limit.micros.is_some_and(|micros| !(0..=BUDGET_MICROS).contains(&micros)) {
        let message = format!("From 0 to {}.", money::shown(BUDGET_MICROS));
        errors.push(wrong("limit.micros", "invalid", message));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(given: &SetBudget) -> Vec<String> {
        errors(given).into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn every_wrong_field_is_named() {
        let limit = |answers, micros| Some(BudgetLimit { answers, micros, ..BudgetLimit::default() });
        let workspace = |limit| SetBudget { limit, ..SetBudget::default() };
        assert_eq!(fields(&workspace(None)), [""; 0]);
        assert_eq!(fields(&workspace(limit(Some(0), None))), [""; 0]);
        assert_eq!(fields(&workspace(limit(None, None))), ["limit.answers", "limit.micros"]);
        assert_eq!(fields(&workspace(limit(Some(-1), Some(i64::MAX)))), ["limit.answers", "limit.micros"]);
        let mut of_bot = SetBudget { scope: BudgetScope::Bot, ..workspace(limit(Some(1), None)) };
        assert_eq!(fields(&of_bot), ["bot_id"]);
        of_bot.scope = BudgetScope::Session;
        of_bot.bot_id = Some(BotId(uuid::Uuid::nil()));
        assert_eq!(fields(&of_bot), ["bot_id"]);
        let odd = BudgetLimit { period: BudgetPeriod::Session, answers: Some(1), ..BudgetLimit::default() };
        assert_eq!(fields(&workspace(Some(odd))), ["limit.period"]);
    }
}
