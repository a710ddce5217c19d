//! Usage and budgets in words. Pure.

use chatsphere_contract::ids::BotId;
use chatsphere_contract::money;
use chatsphere_contract::overview::DayCount;
use chatsphere_contract::spending::{
    AtLimit, Budget, BudgetLevel, BudgetLimit, BudgetList, BudgetPeriod, BudgetScope, ReachedLimit,
    UsageReport, UsageRow,
};
use serde::{Deserialize, Serialize};

use crate::areas::overview::model::grouped;
use crate::components::Tone;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageView {
    /// This month by day.
    pub days: UsageReport,
    /// This month by model.
    pub models: UsageReport,
    /// This month by bot.
    pub bots: UsageReport,
    /// The budgets that are set.
    pub budgets: BudgetList,
    /// Every bot and its name.
    pub bot_names: Vec<(BotId, String)>,
}

/// Something that has a budget, or could have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Limited {
    /// What it is.
    pub scope: BudgetScope,
    /// The bot.
    pub bot: Option<BotId>,
    /// What it is called.
    pub name: String,
    /// Its budget.
    pub budget: Option<Budget>,
}

/// Everything that can have a budget: the workspace, each conversation, each bot.
pub(super) fn limited(view: &UsageView) -> Vec<Limited> {
    let of = |scope, bot: Option<BotId>, name: String| {
        let budget = view.budgets.items.iter().find(|budget| budget.scope == scope && budget.bot_id == bot);
        Limited { scope, bot, name, budget: budget.cloned() }
    };
    let mut all = vec![
        of(BudgetScope::Workspace, None, "Whole workspace".to_owned()),
        of(BudgetScope::Session, None, "Each visitor’s conversation".to_owned()),
    ];
    all.extend(view.bot_names.iter().map(|(bot, name)| of(BudgetScope::Bot, Some(*bot), name.clone())));
    all
}

/// Answers by day, for the chart.
pub(super) fn by_day(report: &UsageReport) -> Vec<DayCount> {
    let day = |row: &UsageRow| DayCount { day: row.key.clone(), questions: row.used.answers, answered: 0 };
    report.items.iter().map(day).collect()
}

/// `83 of 100 answers`, for each thing that is limited, with its share of one.
pub(super) fn bars(budget: &Budget) -> Vec<(String, f64)> {
    let share = |spent: i64, limit: i64| {
        let one = BudgetLimit { answers: Some(limit), ..BudgetLimit::default() };
        let percent = one.percent(spent, 0).min(100);
        f64::from(u8::try_from(percent).unwrap_or(100)) / 100.0
    };
    let answers = budget.limit.answers.map(|limit| {
        let words = format!("{} of {} answers", grouped(budget.spent_answers), grouped(limit));
        (words, share(budget.spent_answers, limit))
    });
    let money = budget.limit.micros.map(|limit| {
        let words = format!("{} of {} money", money::shown(budget.spent_micros), money::shown(limit));
        (words, share(budget.spent_micros, limit))
    });
    answers.into_iter().chain(money).collect()
}

/// What is allowed, for a conversation: `20 answers, 0.50 money`.
pub(super) fn allowance(limit: &BudgetLimit) -> String {
    let answers = limit.answers.map(|answers| format!("{} answers", grouped(answers)));
    let money = limit.micros.map(|micros| format!("{} money", money::shown(micros)));
    answers.into_iter().chain(money).collect::<Vec<_>>().join(", ")
}

/// The badge of a budget.
pub(super) fn level(budget: &Budget) -> (String, Tone) {
    let percent = budget.limit.percent(budget.spent_answers, budget.spent_micros).min(100);
    match budget.level {
        BudgetLevel::Fine => (format!("{percent} % spent"), Tone::Neutral),
        BudgetLevel::Near => (format!("{percent} % spent"), Tone::Warning),
        BudgetLevel::Reached => ("Used up".to_owned(), Tone::Danger),
    }
}

/// `today` or `this month`.
pub(super) fn when(period: BudgetPeriod) -> &'static str {
    match period {
        BudgetPeriod::Day => "today",
        BudgetPeriod::Month => "this month",
        BudgetPeriod::Session => "each",
    }
}

/// What happens at the limit, in a line.
pub(super) fn instead(at_limit: AtLimit) -> &'static str {
    match at_limit {
        AtLimit::BuiltIn => "Then the built-in answerer answers, from your documents and at no cost.",
        AtLimit::Handoff => "Then questions wait for a person, and visitors are told so.",
        AtLimit::Closed => "Then visitors are told that the assistant is closed for now.",
    }
}

/// A warning: its colour, its heading and what it says.
pub fn warning(budget: &Budget) -> (Tone, String, String) {
    let tone = if budget.level == BudgetLevel::Reached { Tone::Danger } else { Tone::Warning };
    (tone, warning_title(budget), warning_text(budget))
}

fn warning_title(budget: &Budget) -> String {
    let whose = match &budget.bot_name {
        Some(name) => format!("The budget of “{name}”"),
        None => "The workspace’s budget".to_owned(),
    };
    match budget.level {
        BudgetLevel::Reached => format!("{whose} is used up"),
        BudgetLevel::Fine | BudgetLevel::Near => {
            let percent = budget.limit.percent(budget.spent_answers, budget.spent_micros);
            format!("{whose} is {percent} % spent")
        }
    }
}

fn warning_text(budget: &Budget) -> String {
    let spent: Vec<String> = bars(budget).into_iter().map(|(words, _)| words).collect();
    let spent = format!("{}, {}.", spent.join(", "), when(budget.limit.period));
    let instead = instead(budget.limit.at_limit);
    if budget.level == BudgetLevel::Reached {
        format!("{spent} {}", instead.replacen("Then", "Now", 1))
    } else {
        format!("{spent} {instead}")
    }
}

/// Why no model was asked, in the playground.
pub fn limit_title(limit: ReachedLimit) -> String {
    let whose = match limit.scope {
        BudgetScope::Workspace => "The workspace’s budget",
        BudgetScope::Bot => "The bot’s budget",
        BudgetScope::Session => "The budget of a conversation",
    };
    let what = match limit.at_limit {
        AtLimit::BuiltIn => "the built-in answerer answered",
        AtLimit::Handoff => "the conversation waits for a person",
        AtLimit::Closed => "the assistant is closed",
    };
    format!("{whose} is used up: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(answers: i64, level: BudgetLevel) -> Budget {
        Budget {
            scope: BudgetScope::Workspace,
            bot_id: None,
            bot_name: None,
            limit: BudgetLimit { answers: Some(1_000), micros: Some(5_000_000), ..BudgetLimit::default() },
            spent_answers: answers,
            spent_micros: 1_200_000,
            level,
            sessions_at_limit: 0,
        }
    }

    #[test]
    fn a_budget_says_what_is_spent_and_what_happens_then() {
        let near = budget(830, BudgetLevel::Near);
        assert_eq!(
            bars(&near),
            [("830 of 1,000 answers".to_owned(), 0.83), ("1.20 of 5.00 money".to_owned(), 0.24)]
        );
        assert_eq!(warning_title(&near), "The workspace’s budget is 83 % spent");
        assert!(
            warning_text(&near).starts_with("830 of 1,000 answers, 1.20 of 5.00 money, this month. Then")
        );
        let reached = budget(1_400, BudgetLevel::Reached);
        assert_eq!(bars(&reached)[0].1, 1.0);
        assert!(warning_text(&reached).contains("Now the built-in answerer"));
        assert_eq!(level(&reached).0, "Used up");
    }

    #[test]
    fn everything_that_can_have_a_budget_is_offered_one() {
        let bot: BotId = "bot_00000000000000000000000001".parse().unwrap();
        let mut view = UsageView { bot_names: vec![(bot, "Lamp".to_owned())], ..UsageView::default() };
        let of_bot = Budget { scope: BudgetScope::Bot, bot_id: Some(bot), ..budget(0, BudgetLevel::Fine) };
        view.budgets.items = vec![of_bot.clone()];
        let all = limited(&view);
        assert_eq!(
            all.iter().map(|limited| limited.scope).collect::<Vec<_>>(),
            [BudgetScope::Workspace, BudgetScope::Session, BudgetScope::Bot]
        );
        assert_eq!((&all[0].budget, &all[2].budget), (&None, &Some(of_bot)));
    }
}
