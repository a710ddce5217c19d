//! One job from claim to end: done under a lease that is kept while it runs.

use std::sync::Arc;
use std::time::Duration;

use chatsphere_db::jobs::{self, JobRecord, Lease, Retry};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_domain::Platform;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::outcome::{Failure, Outcome};

/// How long a claim holds without a heartbeat: with the sweep, how long a job hangs after its worker died.
const LEASE: Duration = Duration::from_secs(30);
/// How often a claim is extended.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// What a running job gets to come to an end when the process stops.
const GRACE: Duration = Duration::from_secs(4);

/// A job that is ours for now.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) job: JobRecord,
    pub(crate) lease: Lease,
}

/// Takes the next due job that is of none of these kinds.
pub(crate) async fn claim(platform: &Platform, without: &[&str]) -> Result<Option<Claimed>, DbError> {
    let (owner, now) = (platform.uuid(), platform.clock.now());
    let until = now + LEASE;
    let tx = platform.db.system().await?;
    let job = jobs::claim(&tx, owner, now, until, without).await?;
    tx.commit().await?;
    Ok(job.map(|job| Claimed { lease: Lease { tenant: job.tenant, job: job.id, owner, until }, job }))
}

/// Does a job and ends it, or puts it back. A panic is a failed attempt.
pub(crate) async fn perform(platform: Arc<Platform>, claimed: Claimed, stop: CancellationToken) {
    let Claimed { job, lease } = claimed;
    let begun = tokio::time::Instant::now();
    tracing::debug!(job = %job.id, kind = job.kind, attempt = job.attempts, "job begins");
    let ended = attempt(&platform, &job, lease, stop).await;
    let label = label(&ended);
    metrics::counter!("chatsphere_jobs_total", "kind" => job.kind.clone(), "outcome" => label).increment(1);
    metrics::histogram!("chatsphere_job_seconds", "kind" => job.kind.clone())
        .record(begun.elapsed().as_secs_f64());
    if let Err(error) = &ended {
        tracing::warn!(%error, job = %job.id, kind = job.kind, attempt = job.attempts, "an attempt at a job failed");
    }
    if let Err(error) = settle(&platform, &job, &lease, ended).await {
        // The lease runs out and the sweep takes the job over.
        tracing::warn!(%error, job = %job.id, "the end of a job could not be written");
    }
}

async fn attempt(
    platform: &Arc<Platform>,
    job: &JobRecord,
    lease: Lease,
    stop: CancellationToken,
) -> Result<Outcome, Failure> {
    let work = crate::jobs::perform(Arc::clone(platform), job.clone(), lease, stop.clone());
    // A task of its own, so that a panic ends there. It is aborted when this future is dropped.
    let mut task = AbortOnDrop(tokio::spawn(work));
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.tick().await;
    loop {
        tokio::select! {
            ended = &mut task.0 => return ended.unwrap_or(Err(Failure::Panicked)),
            () = stop.cancelled() => return match timeout(GRACE, &mut task.0).await {
                Ok(ended) => ended.unwrap_or(Err(Failure::Panicked)),
                Err(_) => Ok(Outcome::Yielded),
            },
            _ = heartbeat.tick() => extend(platform, lease).await?,
        }
    }
}

struct AbortOnDrop(tokio::task::JoinHandle<Result<Outcome, Failure>>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Keeps the lease. A database that does not answer is no reason to stop yet: every write of the job
/// checks the lease by itself.
async fn extend(platform: &Platform, lease: Lease) -> Result<(), Failure> {
    let extended = async {
        let tx = platform.db.system().await?;
        let until = platform.clock.now() + LEASE;
        let kept = jobs::extend(&tx, &Lease { until, ..lease }).await?;
        tx.commit().await?;
        Ok::<bool, DbError>(kept)
    };
    match extended.await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::LeaseLost),
        Err(error) => {
            tracing::warn!(%error, job = %lease.job, "a lease could not be extended");
            Ok(())
        }
    }
}

async fn settle(
    platform: &Platform,
    job: &JobRecord,
    lease: &Lease,
    ended: Result<Outcome, Failure>,
) -> Result<(), DbError> {
    let tx: TenantTx = platform.db.tenant(lease.tenant).await?;
    let now = platform.clock.now();
    match ended {
        Ok(Outcome::Done) => jobs::finish_done(&tx, lease, now).await?,
        Ok(Outcome::Yielded) => jobs::release(&tx, lease, now).await?,
        Ok(Outcome::Waits(until)) => jobs::rest(&tx, lease, until, now).await?,
        Err(Failure::LeaseLost) => return Ok(()),
        Err(failure) if job.attempts >= job.max_attempts => {
            jobs::finish_failed(&tx, lease, failure.reason(), now).await?
        }
        Err(failure) => {
            let retry = Retry::after(job.attempts, platform.random.as_ref());
            jobs::reschedule(&tx, lease, failure.reason(), retry, now).await?
        }
    };
    tx.commit().await
}

fn label(ended: &Result<Outcome, Failure>) -> &'static str {
    match ended {
        Ok(Outcome::Done) => "done",
        Ok(Outcome::Yielded) => "yielded",
        Ok(Outcome::Waits(_)) => "waits",
        Err(Failure::LeaseLost) => "lost",
        Err(_) => "failed",
    }
}
