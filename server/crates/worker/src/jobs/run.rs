//! What every job has at hand while it runs.

use std::sync::Arc;

use chatsphere_ai::Embeddings;
use chatsphere_db::jobs::{self, JobRecord, Lease};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_domain::Platform;
use tokio::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

use crate::outcome::Failure;

/// How long a job goes on while others of its priority wait.
const SLICE: Duration = Duration::from_secs(10);

/// One attempt at a job.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) platform: Arc<Platform>,
    pub(crate) job: JobRecord,
    pub(crate) lease: Lease,
    pub(crate) stop: CancellationToken,
}

impl Run {
    /// A transaction in the job's workspace.
    pub(crate) async fn tenant(&self) -> Result<TenantTx, DbError> {
        self.platform.db.tenant(self.lease.tenant).await
    }

    /// The model that turns this workspace's text into vectors, if it has one.
    pub(crate) async fn embeddings(&self) -> Result<Option<Embeddings>, Failure> {
        let tx = self.tenant().await?;
        let active = self.platform.embedders.active(&self.platform, &tx).await.map_err(Failure::Model)?;
        tx.commit().await?;
        Ok(active)
    }

    /// The same, in which the job is certain to be ours to the end.
    pub(crate) async fn tenant_under_lease(&self) -> Result<TenantTx, Failure> {
        let tx = self.tenant().await?;
        if jobs::hold(&tx, &self.lease).await? { Ok(tx) } else { Err(Failure::LeaseLost) }
    }

    /// Long work can take hours: more urgent work goes first, other work like it gets its turn.
    pub(crate) async fn should_yield(&self, begun: Instant) -> Result<bool, Failure> {
        let tx = self.platform.db.system().await?;
        let waiting = jobs::most_urgent(&tx, self.platform.clock.now()).await?;
        tx.commit().await?;
        Ok(waiting.is_some_and(|priority| {
            priority < self.job.priority || (priority == self.job.priority && begun.elapsed() > SLICE)
        }))
    }
}
