//! All questions of a bot as a CSV file that [`super::import`] reads.

use chatsphere_contract::ids::{BotId, QuestionId};
use chatsphere_db::questions::{self, QuestionFilter};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::csv::{joined, line};
use super::{QuestionError, require_bot};
use crate::platform::Platform;

/// Rows read at once.
const BATCH: u64 = 500;

/// The file, UTF-8 with a mark that spreadsheets look for.
pub async fn export(platform: &Platform, ctx: &Ctx, bot: BotId) -> Result<String, QuestionError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    let mut file =
        format!("\u{feff}{}", line(&["question", "answer", "status", "tags", "hits", "last used"]));
    let mut before: Option<QuestionId> = None;
    loop {
        let batch = questions::page(&tx, bot, &QuestionFilter::default(), before, BATCH).await?;
        for record in &batch {
            file.push_str(&line(&[
                &record.question,
                &record.answer,
                record.status.as_str(),
                &joined(&record.tags),
                &record.hits.to_string(),
                &record.last_used_at.map(rfc3339).unwrap_or_default(),
            ]));
        }
        before = batch.last().map(|record| record.id);
        if (batch.len() as u64) < BATCH {
            tx.commit().await?;
            return Ok(file);
        }
    }
}
