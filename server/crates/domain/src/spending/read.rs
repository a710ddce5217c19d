//! The budgets, and how much of each is spent.

use chatsphere_contract::spending::{Budget, BudgetLevel, BudgetList, BudgetScope, WARNING_PERCENT};
use chatsphere_db::spending::{self, BudgetRecord};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use time::OffsetDateTime;

use super::SpendingError;
use crate::platform::Platform;

/// Every budget of the workspace.
pub async fn budgets(platform: &Platform, ctx: &Ctx) -> Result<BudgetList, SpendingError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let records = spending::budgets(&tx, platform.clock.now()).await?;
    tx.close();
    Ok(BudgetList { items: records.into_iter().map(shown).collect() })
}

/// Those of which most or all is spent, for pages that warn.
pub async fn warnings(tx: &TenantTx, now: OffsetDateTime) -> Result<Vec<Budget>, DbError> {
    let records = spending::budgets(tx, now).await?;
    Ok(records.into_iter().map(shown).filter(|budget| budget.level != BudgetLevel::Fine).collect())
}

pub(super) fn shown(record: BudgetRecord) -> Budget {
    let level = level(&record);
    let (bot_id, bot_name) = record.bot.unzip();
    Budget {
        scope: record.scope,
        bot_id,
        bot_name,
        limit: record.limit,
        spent_answers: record.answers,
        spent_micros: record.micros,
        level,
        sessions_at_limit: record.sessions_at_limit,
    }
}

/// A session at its limit concerns one visitor: nothing to warn a workspace of.
fn level(record: &BudgetRecord) -> BudgetLevel {
    match record.limit.percent(record.answers, record.micros) {
        _ if record.scope == BudgetScope::Session => BudgetLevel::Fine,
        100.. => BudgetLevel::Reached,
        // Less was left than the answer could have cost.
        _ if record.has_turned_away => BudgetLevel::Reached,
        WARNING_PERCENT..100 => BudgetLevel::Near,
        _ => BudgetLevel::Fine,
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::spending::BudgetLimit;

    use super::*;

    #[test]
    fn a_budget_warns_from_four_fifths_on_and_is_reached_at_all_of_it_or_when_it_turned_somebody_away() {
        let record = |answers, micros, has_turned_away| BudgetRecord {
            scope: BudgetScope::Workspace,
            bot: None,
            limit: BudgetLimit { answers: Some(100), micros: Some(1_000), ..BudgetLimit::default() },
            answers,
            micros,
            has_turned_away,
            sessions_at_limit: 0,
        };
        for (answers, micros, has_turned_away, expected) in [
            (79, 799, false, BudgetLevel::Fine),
            (80, 0, false, BudgetLevel::Near),
            (0, 800, false, BudgetLevel::Near),
            (99, 999, false, BudgetLevel::Near),
            (100, 0, false, BudgetLevel::Reached),
            (3, 990, true, BudgetLevel::Reached),
        ] {
            assert_eq!(level(&record(answers, micros, has_turned_away)), expected, "{answers}, {micros}");
        }
        let session = BudgetRecord { scope: BudgetScope::Session, ..record(100, 0, true) };
        assert_eq!(level(&session), BudgetLevel::Fine);
    }
}
