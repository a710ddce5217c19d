//! Storing the lines of an import under its job.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::ids::{BotId, JobId, WorkspaceId};
use chatsphere_db::documents::{self, ImportedDocument};
use chatsphere_db::embedders::{self, EmbedderState};
use chatsphere_db::{DbError, TenantTx, jobs};
use chatsphere_kernel::Ctx;

use super::super::{DocumentError, require_bot};
use crate::jobs::{Work, enqueue_at};
use crate::platform::Platform;
use crate::tags;

/// How long the job waits for the next batch before it begins with what there is: longer than a slow
/// sender pauses, short enough that the work of a server that died goes on.
const PATIENCE: Duration = Duration::from_secs(60);
/// A batch that meets another change of the same documents is tried again.
const ATTEMPTS: u32 = 4;

/// An import under way.
pub(super) struct Store {
    platform: Arc<Platform>,
    tenant: WorkspaceId,
    bot: BotId,
    job: JobId,
    lines: u64,
}

impl Store {
    /// Makes the job that will bring the lines in.
    pub(super) async fn begin(
        platform: &Arc<Platform>,
        ctx: &Ctx,
        bot: BotId,
    ) -> Result<Self, DocumentError> {
        let tx = platform.db.tenant(ctx.tenant).await?;
        require_bot(&tx, bot).await?;
        let run_at = platform.clock.now() + PATIENCE;
        let job = enqueue_at(platform, &tx, &Work::Import { bot }, run_at).await?;
        tx.commit().await?;
        Ok(Self { platform: Arc::clone(platform), tenant: ctx.tenant, bot, job, lines: 0 })
    }

    /// Stores a batch; of lines with the same external id the last one counts.
    pub(super) async fn add(&mut self, batch: Vec<ImportedDocument>) -> Result<(), DocumentError> {
        if batch.is_empty() {
            return Ok(());
        }
        self.lines += batch.len() as u64;
        let latest: HashMap<String, ImportedDocument> =
            batch.into_iter().map(|line| (line.external_id.clone(), line)).collect();
        let lines: Vec<ImportedDocument> = latest.into_values().collect();
        for attempt in 1.. {
            match self.try_add(&lines).await {
                Err(DocumentError::Db(DbError::Other(error))) if attempt < ATTEMPTS => {
                    tracing::warn!(%error, attempt, "a batch of an import is tried again");
                }
                Err(DocumentError::Db(DbError::MissingReference { .. })) => {
                    return Err(DocumentError::NoSuchBot);
                }
                outcome => return outcome,
            }
        }
        Ok(())
    }

    async fn try_add(&self, lines: &[ImportedDocument]) -> Result<(), DocumentError> {
        let now = self.platform.clock.now();
        let tx = self.platform.db.tenant(self.tenant).await?;
        jobs::postpone(&tx, self.job, now + PATIENCE, now).await?;
        let embedder = embedders::find(&tx, EmbedderState::Active).await?.map(|chosen| chosen.embedder);
        let install = || self.platform.embeddings.as_ref().map(|embeddings| embeddings.id().to_owned());
        let embedder = embedder.or_else(install);
        let unchanged = documents::unchanged(&tx, self.bot, lines, embedder.as_deref()).await?;
        let mut changed: Vec<ImportedDocument> =
            lines.iter().filter(|line| !unchanged.contains(&line.external_id)).cloned().collect();
        if !changed.is_empty() {
            self.write_tags(&tx, &mut changed).await?;
            let changed: Vec<&ImportedDocument> = changed.iter().collect();
            documents::replace(&tx, self.bot, self.job, &changed, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Tags as this workspace writes them; those that are new become tags.
    async fn write_tags(&self, tx: &TenantTx, lines: &mut [ImportedDocument]) -> Result<(), DocumentError> {
        let mut names: Vec<String> = lines.iter().flat_map(|line| line.tags.iter().cloned()).collect();
        names.sort_unstable();
        names.dedup();
        let written = tags::written(&self.platform, tx, &names).await?;
        for line in lines {
            let mut tags: Vec<String> = Vec::with_capacity(line.tags.len());
            for tag in line.tags.drain(..) {
                let tag = written.get(&tags::name::fold(&tag)).cloned().unwrap_or(tag);
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            line.tags = tags;
        }
        Ok(())
    }

    /// Says how much there is and lets the job begin.
    pub(super) async fn finish(self) -> Result<JobId, DocumentError> {
        let now = self.platform.clock.now();
        let tx = self.platform.db.tenant(self.tenant).await?;
        let total = i64::try_from(self.lines).unwrap_or(i64::MAX);
        jobs::set_total(&tx, self.job, total, now).await?;
        jobs::postpone(&tx, self.job, now, now).await?;
        tx.commit().await?;
        Ok(self.job)
    }
}
