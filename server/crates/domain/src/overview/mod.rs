//! The workspace's first page, read from the data.

use chatsphere_contract::overview::{Checklist, DayCount, Overview, UnansweredQuestion};
use chatsphere_db::{DbError, overview};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::ctx::NotPermitted;
use chatsphere_kernel::permissions::Permission;

use crate::platform::Platform;
use crate::spending;

/// How many unanswered questions the page shows.
const UNANSWERED: i64 = 5;

/// Why the overview could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OverviewError {
    /// The role does not permit it.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Everything that the overview shows.
pub async fn read(platform: &Platform, ctx: &Ctx) -> Result<Overview, OverviewError> {
    ctx.require(Permission::Read)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    let totals = overview::totals(&tx).await?;
    let week = overview::week(&tx, now).await?;
    let days = overview::days(&tx, now).await?;
    let unanswered = overview::unanswered(&tx, UNANSWERED).await?;
    let budgets = spending::warnings(&tx, now).await?;
    tx.commit().await?;
    Ok(Overview {
        checklist: Checklist {
            bot: totals.newest_bot,
            bot_created: totals.newest_bot.is_some(),
            knowledge_added: totals.documents_ready > 0,
            tried: totals.tried,
            branded: totals.branded,
            installed: totals.installed,
        },
        bots: totals.bots,
        documents_ready: totals.documents_ready,
        documents_failed: totals.documents_failed,
        documents_in_progress: totals.documents_in_progress,
        conversations_week: week.conversations,
        questions_week: week.questions,
        questions_week_before: week.questions_before,
        answered_week: week.answered,
        questions_by_day: days
            .into_iter()
            .map(|day| DayCount { day: day.day, questions: day.questions, answered: day.answered })
            .collect(),
        unanswered: unanswered
            .into_iter()
            .map(|question| UnansweredQuestion {
                text: question.text,
                bot_id: question.bot,
                conversation_id: question.conversation,
                asked_at: rfc3339(question.asked_at),
            })
            .collect(),
        embedder_ready: platform.embeddings.is_some(),
        budgets,
    })
}
