//! Back to the install's model.

use chatsphere_contract::providers::ProviderSettings;
use chatsphere_db::providers;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::ProviderError;
use super::read::shown;
use crate::platform::Platform;

/// Forgets the workspace's provider and its key; the answer is what holds from now on.
pub async fn clear(platform: &Platform, ctx: &Ctx) -> Result<ProviderSettings, ProviderError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    providers::remove(&tx).await?;
    tx.commit().await?;
    Ok(shown(platform, None))
}
