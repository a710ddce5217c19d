//! Does one thing to many documents, some hundreds in one transaction.
//!
//! A batch changes its documents, notes what went wrong with single ones, counts them and moves the cursor
//! behind them, all in one transaction under the lease: a worker that dies anywhere leaves neither a gap
//! nor a double, and whoever takes the job over goes on behind the cursor.

mod apply;
mod archive;
mod names;
mod reread;
mod zip;

use chatsphere_contract::ids::DocumentId;
use chatsphere_db::documents::{self, Stretch};
use chatsphere_db::{DbError, TenantTx, jobs};
use chatsphere_domain::documents::named_filter;
use chatsphere_domain::jobs::{BulkStep, BulkWork, Selection};
use tokio::time::Instant;

use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Documents of one transaction.
const BATCH: u64 = 250;

/// Does it to those that are left.
pub(crate) async fn perform(run: &Run, work: &BulkWork) -> Result<Outcome, Failure> {
    if work.step == BulkStep::Download {
        return archive::perform(run, work).await;
    }
    let begun = Instant::now();
    let mut cursor = run.job.item_cursor.map(DocumentId);
    loop {
        if run.stop.is_cancelled() || run.should_yield(begun).await? {
            return Ok(Outcome::Yielded);
        }
        let tx = run.tenant_under_lease().await?;
        let ids = next_ids(&tx, work, cursor).await?;
        let Some(last) = ids.last().copied() else {
            tx.commit().await?;
            break;
        };
        let applied = apply::apply(run, &tx, work, &ids).await?;
        let failed = i64::try_from(applied.errors.len()).unwrap_or(i64::MAX);
        jobs::add_errors(&tx, run.job.id, &applied.errors).await?;
        jobs::add_progress(&tx, &run.lease, applied.done + failed, failed, run.platform.clock.now()).await?;
        jobs::set_cursor(&tx, &run.lease, last.0).await?;
        tx.commit().await?;
        cursor = Some(last);
    }
    match work.step {
        BulkStep::Reprocess => reread::perform(run, work.bot_id, begun).await,
        _ => Ok(Outcome::Done),
    }
}

/// The documents behind the cursor, in the order of their ids.
async fn next_ids(
    tx: &TenantTx,
    work: &BulkWork,
    after: Option<DocumentId>,
) -> Result<Vec<DocumentId>, DbError> {
    match &work.selection {
        Selection::Ids { ids } => {
            let behind = ids.iter().copied().filter(|id| after.is_none_or(|after| *id > after));
            Ok(behind.take(usize::try_from(BATCH).unwrap_or(usize::MAX)).collect())
        }
        Selection::Filter { filter, up_to } => {
            let filter = named_filter(tx, filter).await?;
            let stretch = Stretch { after, up_to: *up_to, limit: BATCH };
            documents::next_ids(tx, work.bot_id, &filter, stretch).await
        }
    }
}
