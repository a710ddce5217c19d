//! What the workspace sees of its setting.

use chatsphere_contract::providers::{ProviderSettings, ProviderSource};
use chatsphere_db::providers::{self, ProviderRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::ProviderError;
use crate::platform::Platform;

/// Which model answers and where the setting comes from. The operator's address is not the workspace's
/// business, and no key ever comes back.
pub async fn read(platform: &Platform, ctx: &Ctx) -> Result<ProviderSettings, ProviderError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let own = providers::find(&tx).await?;
    tx.commit().await?;
    Ok(shown(platform, own))
}

pub(super) fn shown(platform: &Platform, own: Option<ProviderRecord>) -> ProviderSettings {
    if let Some(own) = own {
        return ProviderSettings {
            source: ProviderSource::Workspace,
            base_url: Some(own.base_url),
            model: Some(own.model),
            key_hint: own.key_hint,
        };
    }
    let install = platform.config.chat.provider.as_ref();
    ProviderSettings {
        source: if install.is_some() { ProviderSource::Install } else { ProviderSource::BuiltIn },
        base_url: None,
        model: install.map(|provider| provider.model.clone()),
        key_hint: None,
    }
}
