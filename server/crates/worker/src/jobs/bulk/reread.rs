//! Second half of reading many documents again: they are queued under this job, which reads them one by
//! one. Those that still wait are the state of the work.

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_db::jobs::ItemError;
use chatsphere_db::{documents, jobs};
use tokio::time::Instant;

use super::super::ingest;
use super::super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Reads what waits, until nothing does.
pub(super) async fn perform(run: &Run, bot: BotId, begun: Instant) -> Result<Outcome, Failure> {
    loop {
        if run.stop.is_cancelled() || run.should_yield(begun).await? {
            return Ok(Outcome::Yielded);
        }
        let tx = run.tenant().await?;
        let next = documents::next_pending(&tx, run.job.id).await?;
        tx.commit().await?;
        let Some(id) = next else { return Ok(Outcome::Done) };
        match ingest::perform(run, bot, id).await {
            Ok(Outcome::Done) => count(run, id).await?,
            Ok(Outcome::Yielded | Outcome::Waits(_)) => return Ok(Outcome::Yielded),
            // The reader itself failed over this one: the others get their turn.
            Err(Failure::Reader(reason)) => give_up(run, id, &reason).await?,
            Err(failure) => return Err(failure),
        }
    }
}

/// Counts a document that is ready; one that failed was counted with its reason.
async fn count(run: &Run, id: DocumentId) -> Result<(), Failure> {
    let tx = run.tenant_under_lease().await?;
    let found = documents::find_even_deleted(&tx, id).await?;
    if found.is_none_or(|document| document.status != DocumentStatus::Failed) {
        jobs::add_progress(&tx, &run.lease, 1, 0, run.platform.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

async fn give_up(run: &Run, id: DocumentId, reason: &str) -> Result<(), Failure> {
    let now = run.platform.clock.now();
    let tx = run.tenant_under_lease().await?;
    if documents::mark_failed(&tx, id, run.job.id, "reader", reason, now).await? {
        let name = documents::find(&tx, id).await?.map(|document| document.name).unwrap_or_default();
        let error =
            ItemError { item: id.to_string(), name, code: "reader".to_owned(), message: reason.to_owned() };
        jobs::add_errors(&tx, run.job.id, &[error]).await?;
        jobs::add_progress(&tx, &run.lease, 1, 1, now).await?;
    }
    Ok(tx.commit().await?)
}
