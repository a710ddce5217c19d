//! Makes the vectors of another model beside those at hand, and then makes it the active one.
//!
//! What is missing is the state of the work: an interrupted job goes on where it was. Passages that come
//! or change meanwhile are made in the next round; the last look and the change are one transaction.

use std::collections::HashSet;

use chatsphere_contract::ids::ChunkId;
use chatsphere_db::embedders::{self, NewVector, Unembedded};
use chatsphere_db::{jobs, questions};
use chatsphere_domain::documents::embedded_text;
use chatsphere_domain::embedding::{Build, Finished, finish};
use chatsphere_domain::jobs::{Work, enqueue};
use tokio::time::Instant;

use super::passages::{EMBED_BATCH, embed};
use super::run::Run;
use crate::outcome::{Failure, Outcome};

/// Rounds over what came meanwhile before the job takes a fresh attempt.
const ROUNDS: u32 = 50;
/// Of so many passages a model may fail on one, or it is not fit to become the active one.
const ONE_IN: usize = 10;

/// Makes what is missing, round after round, until nothing is.
pub(crate) async fn perform(run: &Run) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    let tx = run.tenant_under_lease().await?;
    let build = Build::find(&run.platform, &tx).await.map_err(Failure::Model)?;
    let Some(build) = build else { return Ok(Outcome::Done) };
    let missing = embedders::missing_count(&tx, build.embeddings.id()).await?;
    jobs::restart_progress(&tx, &run.lease, missing, run.platform.clock.now()).await?;
    tx.commit().await?;
    let mut impossible = HashSet::new();
    for _ in 0..ROUNDS {
        if let Outcome::Yielded = round(run, &build, begun, &mut impossible).await? {
            return Ok(Outcome::Yielded);
        }
        let total = usize::try_from(missing).unwrap_or(usize::MAX);
        if impossible.len() > total / ONE_IN {
            let sentence = "The model fails on too many passages to be used.";
            return Err(Failure::Model(sentence.to_owned()));
        }
        let tx = run.tenant_under_lease().await?;
        let finished = finish(&run.platform, &tx, &build, &impossible).await?;
        if finished == Finished::Done {
            // Written questions are few beside passages: they are found by their words until this is done.
            for bot in questions::bots_without_vector(&tx, build.embeddings.id()).await? {
                enqueue(&run.platform, &tx, &Work::EmbedQuestions { bot }).await?;
            }
            jobs::finish_done(&tx, &run.lease, run.platform.clock.now()).await?;
            tx.commit().await?;
            return Ok(Outcome::Done);
        }
    }
    Ok(Outcome::Yielded)
}

async fn round(
    run: &Run,
    build: &Build,
    begun: Instant,
    impossible: &mut HashSet<ChunkId>,
) -> Result<Outcome, Failure> {
    let mut after = None;
    loop {
        if run.stop.is_cancelled() || run.should_yield(begun).await? {
            return Ok(Outcome::Yielded);
        }
        let tx = run.tenant().await?;
        let limit = i64::try_from(EMBED_BATCH).unwrap_or(i64::MAX);
        let batch = embedders::missing(&tx, build.embeddings.id(), after, limit).await?;
        tx.commit().await?;
        let Some(last) = batch.last() else { return Ok(Outcome::Done) };
        after = Some(last.id);
        make(run, build, batch, impossible).await?;
    }
}

async fn make(
    run: &Run,
    build: &Build,
    batch: Vec<Unembedded>,
    impossible: &mut HashSet<ChunkId>,
) -> Result<(), Failure> {
    let texts = batch.iter().map(|p| embedded_text(&p.title, &p.heading_path, &p.text)).collect();
    let vectors = embed(&build.embeddings, texts).await?;
    let done = i64::try_from(batch.len()).unwrap_or(i64::MAX);
    let mut made = Vec::with_capacity(batch.len());
    for (passage, vector) in batch.into_iter().zip(vectors) {
        match vector {
            Some(vector) => made.push(NewVector { id: passage.id, revision: passage.revision, vector }),
            None => {
                impossible.insert(passage.id);
            }
        }
    }
    let tx = run.tenant_under_lease().await?;
    embedders::add_vectors(&tx, build.embeddings.id(), &made).await?;
    jobs::add_progress(&tx, &run.lease, done, 0, run.platform.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
