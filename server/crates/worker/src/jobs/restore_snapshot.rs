//! Puts a bot's knowledge back as a snapshot has it.
//!
//! What is already as it was costs nothing, so that a job which was interrupted simply begins again. A
//! document gets its content back and is read at once; until then answers use what they used before.

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::ids::{BotId, DocumentId, SnapshotId, UserId};
use chatsphere_contract::versions::VersionOrigin;
use chatsphere_db::document_versions::{self, Credit};
use chatsphere_db::snapshots::{self, SnapshotDocument};
use chatsphere_db::{documents, jobs};
use tokio::time::Instant;

use super::ingest;
use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Documents looked at in one go; their imported texts are in memory meanwhile.
const BATCH: i64 = 20;
/// Newcomers removed in one transaction.
const REMOVED_AT_ONCE: i64 = 200;

/// Puts everything back.
pub(crate) async fn perform(
    run: &Run,
    bot: BotId,
    snapshot: SnapshotId,
    by: Option<UserId>,
) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    let tx = run.tenant_under_lease().await?;
    let Some(found) = snapshots::find(&tx, bot, snapshot).await? else { return Ok(Outcome::Done) };
    jobs::restart_progress(&tx, &run.lease, found.documents, run.platform.clock.now()).await?;
    tx.commit().await?;
    remove_newcomers(run, bot, snapshot).await?;
    let mut after = None;
    loop {
        let tx = run.tenant().await?;
        let batch = snapshots::documents(&tx, snapshot, after, BATCH).await?;
        tx.commit().await?;
        let Some(last) = batch.last() else { return Ok(Outcome::Done) };
        after = Some(last.id);
        for document in batch {
            if run.stop.is_cancelled() || run.should_yield(begun).await? {
                return Ok(Outcome::Yielded);
            }
            if put_back(run, bot, &document, by).await? == Outcome::Yielded {
                return Ok(Outcome::Yielded);
            }
        }
    }
}

/// Documents that came after the snapshot go; the snapshot of before the restoring has them.
async fn remove_newcomers(run: &Run, bot: BotId, snapshot: SnapshotId) -> Result<(), Failure> {
    loop {
        let tx = run.tenant_under_lease().await?;
        let newcomers = snapshots::newcomers(&tx, bot, snapshot, REMOVED_AT_ONCE).await?;
        for id in &newcomers {
            documents::delete(&tx, bot, *id, run.platform.clock.now()).await?;
        }
        tx.commit().await?;
        if newcomers.is_empty() {
            return Ok(());
        }
    }
}

async fn put_back(
    run: &Run,
    bot: BotId,
    wanted: &SnapshotDocument,
    by: Option<UserId>,
) -> Result<Outcome, Failure> {
    let now = run.platform.clock.now();
    let tx = run.tenant_under_lease().await?;
    // Deleted, but not yet for good: it comes back as it was.
    documents::restore(
        &tx,
        bot,
        &documents::Deleted::Ids(vec![wanted.id]),
        time::OffsetDateTime::UNIX_EPOCH,
        now,
    )
    .await?;
    let is_waiting = match documents::find(&tx, wanted.id).await? {
        None => {
            // Tags that are gone since then are made again.
            let tags = chatsphere_domain::tags::ensure(&run.platform, &tx, &wanted.tags, "tags")
                .await
                .unwrap_or_default();
            let wanted = SnapshotDocument { tags, ..wanted.clone() };
            snapshots::revive(&tx, bot, &wanted, run.job.id, now).await?;
            document_versions::credit(&tx, &[wanted.id], credit(by)).await?;
            true
        }
        // Moved to another bot: it is not ours to change.
        Some(found) if found.bot != bot => false,
        Some(found) if found.sha256 == wanted.content.sha256 && found.status == DocumentStatus::Ready => {
            false
        }
        Some(found) if found.sha256 == wanted.content.sha256 && found.job == Some(run.job.id) => {
            matches!(found.status, DocumentStatus::Queued | DocumentStatus::Processing)
        }
        Some(_) => {
            document_versions::put(&tx, bot, wanted.id, &wanted.content, run.job.id, credit(by), now).await?
        }
    };
    tx.commit().await?;
    if is_waiting && ingest::perform(run, bot, wanted.id).await? == Outcome::Yielded {
        return Ok(Outcome::Yielded);
    }
    count(run, wanted.id, is_waiting).await?;
    Ok(Outcome::Done)
}

/// Counts a document as done; one that failed was counted when it did.
async fn count(run: &Run, id: DocumentId, was_read: bool) -> Result<(), Failure> {
    let tx = run.tenant_under_lease().await?;
    let found = documents::find(&tx, id).await?;
    let has_failed = found.is_some_and(|document| document.status == DocumentStatus::Failed);
    if !(was_read && has_failed) {
        jobs::add_progress(&tx, &run.lease, 1, 0, run.platform.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn credit(by: Option<UserId>) -> Credit {
    Credit { origin: VersionOrigin::Snapshot, by }
}
