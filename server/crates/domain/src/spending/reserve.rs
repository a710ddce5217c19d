//! Leave to ask a model.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::spending::{BudgetScope, ReachedLimit};
use chatsphere_db::spending::{self, AppliedBudget, Reservation};
use chatsphere_db::{Db, DbError};
use time::OffsetDateTime;

use crate::chat::Scope;

/// Whether a model may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It may: this was taken for it, to be settled.
    Reserved(Reservation),
    /// It may not, and nothing was taken.
    Refused(ReachedLimit),
}

/// Takes one answer that costs at most `estimate` micro-units from every budget that applies. When this returns, that
/// is durable.
pub async fn reserve(
    db: &Db,
    scope: Scope,
    bot: BotId,
    estimate: i64,
    now: OffsetDateTime,
) -> Result<Admission, DbError> {
    let tx = db.tenant(scope.tenant).await?;
    let budgets = spending::reserve(&tx, bot, scope.conversation, estimate, now).await?;
    tx.commit().await?;
    Ok(match refusal(&budgets) {
        Some(limit) => Admission::Refused(limit),
        None => Admission::Reserved(Reservation { budgets, estimate }),
    })
}

/// Of several budgets that are used up the widest decides what happens: what is closed for the workspace is closed for
/// each of its bots.
fn refusal(budgets: &[AppliedBudget]) -> Option<ReachedLimit> {
    let widest =
        budgets.iter().filter(|budget| budget.is_used_up).min_by_key(|budget| match budget.scope {
            BudgetScope::Workspace => 0,
            BudgetScope::Bot => 1,
            BudgetScope::Session => 2,
        })?;
    Some(ReachedLimit { scope: widest.scope, at_limit: widest.at_limit })
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::spending::{AtLimit, BudgetPeriod};

    use super::*;

    fn budget(scope: BudgetScope, at_limit: AtLimit, is_used_up: bool) -> AppliedBudget {
        let period_start = OffsetDateTime::UNIX_EPOCH.date();
        AppliedBudget { scope, period: BudgetPeriod::Day, period_start, at_limit, is_used_up }
    }

    #[test]
    fn the_widest_of_the_budgets_that_are_used_up_decides() {
        let of_session = budget(BudgetScope::Session, AtLimit::Handoff, true);
        let of_bot = budget(BudgetScope::Bot, AtLimit::BuiltIn, true);
        let of_workspace = budget(BudgetScope::Workspace, AtLimit::Closed, false);
        let limit = refusal(&[of_session, of_bot, of_workspace]).map(|limit| (limit.scope, limit.at_limit));
        assert_eq!(limit, Some((BudgetScope::Bot, AtLimit::BuiltIn)));
        assert_eq!(refusal(&[of_workspace]), None);
        assert_eq!(refusal(&[]), None);
    }
}
