//! Reads a web source: asks for its pages, and reads into the index what has changed.
//!
//! Two lanes run side by side: one asks, one reads what came. All that is left to do is in the database:
//! pages found and not checked in this sync, documents queued under this job. A worker that dies anywhere
//! leaves work that another goes on with; pages under way are asked for once more.

mod ask;
mod content;
mod lane;
mod reason;
mod scope;
mod seed;
mod settle;
mod site;

use chatsphere_contract::ids::{BotId, DocumentId, SourceId};
use chatsphere_db::sources::SourceRecord;
use chatsphere_db::{documents, sources};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use self::lane::Lane;
use self::scope::Scope;
use super::ingest;
use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Documents taken up at once of those that an earlier worker left.
const LEFT_DOCUMENTS: i64 = 100;
/// Why a page is gone that nothing leads to any more.
const UNREACHABLE: &str = "Nothing on the site leads here any more, or it is no longer part of this source.";

/// Goes on with the sync of a source until it is complete, has to wait or has to yield.
pub(crate) async fn perform(run: &Run, id: SourceId) -> Result<Outcome, Failure> {
    let tx = run.tenant().await?;
    let source = sources::find(&tx, id).await?;
    tx.commit().await?;
    // Gone, or another sync is the source's now.
    let current = source.filter(|source| source.job.as_ref().is_some_and(|job| job.id == run.job.id));
    let Some(source) = current else { return Ok(Outcome::Done) };
    let client = run.platform.web.clone();
    let client =
        client.ok_or_else(|| Failure::Elsewhere("This server cannot reach other servers.".to_owned()))?;
    let sync = sources::Sync { source: id, number: source.sync_number };
    let mut scope = Scope::of(&source);
    if source.seeded_in < source.sync_number {
        seed::perform(run, &client, &source, sync, &scope).await?;
    }
    let tx = run.tenant().await?;
    scope.admit_starts(&sources::start_addresses(&tx, sync).await?);
    tx.commit().await?;

    let bot = source.bot;
    let (sender, receiver) = unbounded_channel();
    let stop_reading = run.stop.child_token();
    let lane = Lane::new(run, client, source, sync, scope, sender);
    let asking = async {
        let outcome = lane.run().await;
        if !matches!(outcome, Ok(Outcome::Done | Outcome::Waits(_))) {
            stop_reading.cancel();
        }
        outcome
    };
    let (outcome, ()) = tokio::try_join!(asking, read_all(run, bot, receiver, &stop_reading))?;
    if outcome == Outcome::Done {
        return finish(run, bot, sync).await;
    }
    Ok(outcome)
}

/// Reads documents as their pages come, beginning with those that an earlier worker left.
async fn read_all(
    run: &Run,
    bot: BotId,
    mut coming: UnboundedReceiver<DocumentId>,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    loop {
        let tx = run.tenant().await?;
        let left = documents::pending_ids_of_job(&tx, run.job.id, LEFT_DOCUMENTS).await?;
        tx.commit().await?;
        if left.is_empty() {
            break;
        }
        for id in left {
            if stop.is_cancelled() {
                return Ok(());
            }
            read_one(run, bot, id).await?;
        }
    }
    while let Some(Some(id)) = stop.run_until_cancelled(coming.recv()).await {
        read_one(run, bot, id).await?;
    }
    Ok(())
}

/// What is wrong with a document is written into it; only a stop of the process leaves it queued.
async fn read_one(run: &Run, bot: BotId, id: DocumentId) -> Result<(), Failure> {
    ingest::perform(run, bot, id).await.map(drop)
}

/// The pages that a person named are all read; of others, as many as were asked for.
fn page_limit(source: &SourceRecord) -> i32 {
    let named = i32::try_from(source.settings.addresses.len()).unwrap_or(i32::MAX);
    source.settings.page_limit.max(named)
}

/// Every page has been looked at and every document read: what was not found is gone, unless something
/// that tells of pages could not be read.
async fn finish(run: &Run, bot: BotId, sync: sources::Sync) -> Result<Outcome, Failure> {
    let now = run.platform.clock.now();
    let tx = run.tenant_under_lease().await?;
    if !documents::pending_ids_of_job(&tx, run.job.id, 1).await?.is_empty() {
        return Ok(Outcome::Yielded);
    }
    let source = sources::find(&tx, sync.source).await?;
    if source.is_some_and(|source| !source.limit_reached && !source.is_partial) {
        let unseen = sources::unseen_documents(&tx, sync).await?;
        documents::tombstone(&tx, bot, &unseen, now).await?;
        sources::forget_unseen(&tx, sync, UNREACHABLE, now).await?;
    }
    sources::set_progress(&tx, sync, &run.lease, now).await?;
    sources::finish_sync(&tx, sync, run.job.id, now).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}
