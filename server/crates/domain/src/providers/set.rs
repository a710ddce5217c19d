//! A provider of the workspace's own.

use chatsphere_contract::providers::{ProviderSettings, SetProvider};
use chatsphere_db::providers;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::read::shown;
use super::{ProviderError, input};
use crate::platform::Platform;

/// Stores the provider, its key sealed. From the next answer on it is used.
pub async fn set(
    platform: &Platform,
    ctx: &Ctx,
    input: SetProvider,
) -> Result<ProviderSettings, ProviderError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let stored = providers::find(&tx).await?;
    let provider = input::check(platform, ctx, &input, stored.as_ref())?;
    providers::save(&tx, provider.clone(), platform.clock.now()).await?;
    tx.commit().await?;
    Ok(shown(platform, Some(provider)))
}
