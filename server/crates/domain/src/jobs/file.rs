//! What a job made, to be fetched for a while.

use bytes::Bytes;
use chatsphere_contract::ids::JobId;
use chatsphere_db::jobs;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use chatsphere_outbound::ObjectError;
use futures::stream::BoxStream;
use time::Duration;

use super::JobError;
use crate::platform::Platform;

/// How long a file is kept.
pub const FILE_LIFE: Duration = Duration::hours(24);

/// A file on its way out.
pub struct Download {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size_bytes: i64,
    /// Its content.
    pub content: BoxStream<'static, Result<Bytes, ObjectError>>,
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("name", &self.name).field("size_bytes", &self.size_bytes).finish()
    }
}

/// The file of a job of this workspace, while it is kept.
pub async fn file(platform: &Platform, ctx: &Ctx, id: JobId) -> Result<Download, JobError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let job = jobs::find(&tx, id).await?.ok_or(JobError::NotFound)?;
    tx.commit().await?;
    let now = platform.clock.now();
    let file = job.file.filter(|file| file.expires_at > now).ok_or(JobError::NoFile)?;
    match platform.objects.read(&file.key).await {
        Ok(content) => Ok(Download { name: file.name, size_bytes: file.size_bytes, content }),
        Err(ObjectError::NotFound(_)) => Err(JobError::NoFile),
        Err(error) => Err(error.into()),
    }
}
