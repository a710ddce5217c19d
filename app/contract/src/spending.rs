//! What answers cost, how much of it a workspace allows, and what models were used for.

use serde::{Deserialize, Serialize};

use crate::ids::BotId;

/// What a model costs, in micro-units of the workspace's money for a million tokens. Zero: not known, or free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ModelPrices {
    /// What it reads.
    pub input_micros: i64,
    /// Of that, what comes from the provider’s cache; zero: as much as the rest.
    pub cached_input_micros: i64,
    /// What it writes.
    pub output_micros: i64,
}

/// What a turn cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TurnCost {
    /// Tokens that models read.
    pub input_tokens: u32,
    /// Of those, the ones from a provider’s cache.
    pub cached_input_tokens: u32,
    /// Tokens that models wrote.
    pub output_tokens: u32,
    /// Money, in micro-units.
    pub micros: i64,
    /// Whether a part of it is our estimate, because a provider did not tell.
    pub is_estimated: bool,
}

/// What a conversation cost so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ConversationCost {
    /// Answers that a model was paid for.
    pub answers: i64,
    /// Tokens that models read.
    pub input_tokens: i64,
    /// Tokens that models wrote.
    pub output_tokens: i64,
    /// Money, in micro-units.
    pub micros: i64,
}

/// What a budget is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BudgetScope {
    /// All bots together.
    #[default]
    Workspace,
    /// One bot.
    Bot,
    /// Each visitor’s conversation.
    Session,
}

impl BudgetScope {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Bot => "bot",
            Self::Session => "session",
        }
    }

    /// The scope of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Workspace, Self::Bot, Self::Session].into_iter().find(|scope| scope.as_str() == word)
    }
}

/// When a budget begins anew. Days and months are those of UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BudgetPeriod {
    /// Every day.
    Day,
    /// Every month.
    #[default]
    Month,
    /// Never: it is a conversation’s.
    Session,
}

impl BudgetPeriod {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Session => "session",
        }
    }

    /// The period of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Day, Self::Month, Self::Session].into_iter().find(|period| period.as_str() == word)
    }
}

/// What happens to a question when the budget is used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// The built-in answerer answers it, from the documents and at no cost.
    #[default]
    BuiltIn,
    /// It waits for a person, and the visitor is told so.
    Handoff,
    /// The visitor is told that the assistant is closed for now.
    Closed,
}

impl AtLimit {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Handoff => "handoff",
            Self::Closed => "closed",
        }
    }

    /// The choice of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::BuiltIn, Self::Handoff, Self::Closed].into_iter().find(|choice| choice.as_str() == word)
    }
}

/// Why a question was not put to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReachedLimit {
    /// The budget that was used up; of several, the widest.
    pub scope: BudgetScope,
    /// What happened instead.
    pub at_limit: AtLimit,
}

/// How much may be spent, and what happens then. What is absent is not limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BudgetLimit {
    /// When it begins anew; of a session always `session`.
    #[serde(default)]
    pub period: BudgetPeriod,
    /// Answers that a model is paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<i64>,
    /// Money, in micro-units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micros: Option<i64>,
    /// What happens to questions beyond it.
    #[serde(default)]
    pub at_limit: AtLimit,
}

/// `PUT /budgets`: one budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetBudget {
    /// What it is for.
    pub scope: BudgetScope,
    /// The bot, of a bot’s budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<BotId>,
    /// The limit; null removes it.
    #[serde(default)]
    pub limit: Option<BudgetLimit>,
}

/// The budgets of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BudgetList {
    /// The workspace’s first, then those of bots by name, then that of sessions.
    pub items: Vec<Budget>,
}

/// A budget and how much of it is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Budget {
    /// What it is for.
    pub scope: BudgetScope,
    /// The bot, of a bot’s budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<BotId>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_name: Option<String>,
    /// The limit.
    pub limit: BudgetLimit,
    /// Answers in this period, those under way included. Of sessions: of the one that has used most of its own.
    pub spent_answers: i64,
    /// Money in this period, in micro-units, estimates of answers under way included.
    pub spent_micros: i64,
    /// Where that is.
    pub level: BudgetLevel,
    /// Of sessions: conversations that have reached their limit.
    pub sessions_at_limit: i64,
}

/// How near its limit a budget is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BudgetLevel {
    /// Below 80 %.
    #[default]
    Fine,
    /// At 80 % or beyond.
    Near,
    /// Questions are, or the next one would be, turned away.
    Reached,
}

/// The share of a budget from which on it warns, in percent.
pub const WARNING_PERCENT: i64 = 80;

impl BudgetLimit {
    /// How much of it is spent, in percent, the nearer of the two limits; nothing to spend is all spent.
    pub fn percent(&self, answers: i64, micros: i64) -> i64 {
        let share = |spent: i64, limit: Option<i64>| match limit {
            None => 0,
            Some(limit) if limit <= 0 => 100,
            Some(limit) => {
                let percent = i128::from(spent.max(0)) * 100 / i128::from(limit);
                i64::try_from(percent).unwrap_or(i64::MAX)
            }
        };
        share(answers, self.answers).max(share(micros, self.micros))
    }
}

/// How usage is summed up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UsageGroup {
    /// By day, every day of the span.
    #[default]
    Day,
    /// By model, the dearest first.
    Model,
    /// By bot, the dearest first.
    Bot,
}

/// The query of `GET /usage`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct UsageQuery {
    /// First day, `YYYY-MM-DD` (UTC); absent: the first of the month of the last day.
    pub from: Option<String>,
    /// Last day; absent: today.
    pub to: Option<String>,
    /// How it is summed up; absent: by day.
    pub group: Option<UsageGroup>,
}

/// What models were used for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageReport {
    /// First day, `YYYY-MM-DD` (UTC).
    pub from: String,
    /// Last day.
    pub to: String,
    /// All of it.
    pub total: Used,
    /// By day, model or bot.
    pub items: Vec<UsageRow>,
}

/// One day, model or bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageRow {
    /// The day, the model’s name, or the bot’s id.
    pub key: String,
    /// The bot’s name; absent when it is deleted, and for days and models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it was used for.
    pub used: Used,
}

/// Sums of usage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Used {
    /// Answers that a model was paid for.
    pub answers: i64,
    /// Tokens read.
    pub input_tokens: i64,
    /// Of those, the ones from a provider’s cache.
    pub cached_input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Money, in micro-units.
    pub micros: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_of_two_limits_counts_and_nothing_is_rounded_up() {
        let limit = BudgetLimit { answers: Some(100), micros: Some(1_000), ..BudgetLimit::default() };
        assert_eq!(limit.percent(79, 10), 79);
        assert_eq!(limit.percent(10, 999), 99);
        assert_eq!(BudgetLimit { answers: Some(0), ..BudgetLimit::default() }.percent(0, 0), 100);
        assert_eq!(BudgetLimit { micros: Some(1), ..BudgetLimit::default() }.percent(0, i64::MAX), i64::MAX);
    }
}
