//! The workspace's first page: what is done, what needs attention.

use serde::{Deserialize, Serialize};

use crate::ids::BotId;
use crate::spending::Budget;

/// Everything that the overview shows, read from the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    /// Set-up, in order.
    pub checklist: Checklist,
    /// Bots.
    pub bots: i64,
    /// Documents in use.
    pub documents_ready: i64,
    /// Documents that failed.
    pub documents_failed: i64,
    /// Documents on their way.
    pub documents_in_progress: i64,
    /// Conversations of the last 7 days.
    pub conversations_week: i64,
    /// Questions of the last 7 days.
    pub questions_week: i64,
    /// Questions of the 7 days before.
    pub questions_week_before: i64,
    /// Of `questions_week`, those that the documents answered.
    pub answered_week: i64,
    /// Questions a day for the last 14 days, oldest first.
    pub questions_by_day: Vec<DayCount>,
    /// The latest questions that the documents did not answer.
    pub unanswered: Vec<UnansweredQuestion>,
    /// False: search is by keywords only, because the embedder is missing.
    pub embedder_ready: bool,
    /// Budgets of which most or all is spent.
    pub budgets: Vec<Budget>,
}

/// Questions of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayCount {
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// All questions.
    pub questions: i64,
    /// Those that were answered.
    pub answered: i64,
}

/// A question that the documents did not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnansweredQuestion {
    /// In the visitor's words.
    pub text: String,
    /// The bot that was asked.
    pub bot_id: BotId,
    /// Where it was asked.
    pub conversation_id: crate::ids::ConversationId,
    /// RFC 3339.
    pub asked_at: String,
}

/// The onboarding steps; `bot` is the one that the next steps lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checklist {
    /// The newest bot, if there is one.
    pub bot: Option<BotId>,
    /// A bot exists.
    pub bot_created: bool,
    /// A document is ready.
    pub knowledge_added: bool,
    /// A question was asked in the playground.
    pub tried: bool,
    /// Name, colour or greeting was changed.
    pub branded: bool,
    /// A page with another Origin asked for the bot.
    pub installed: bool,
}
