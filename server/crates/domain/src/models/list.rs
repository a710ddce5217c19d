//! The models of a workspace, and how they are.

use chatsphere_contract::models::{InstallModel, Model, ModelList};
use chatsphere_db::models::{self, ModelRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::ModelError;
use crate::platform::Platform;

/// Whom bots ask, in order. The operator's address is not the workspace's business, and no key ever comes back.
pub async fn list(platform: &Platform, ctx: &Ctx) -> Result<ModelList, ModelError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let own = models::list(&tx).await?;
    tx.close();
    let install = platform.config.chat.provider.as_ref().map(|provider| InstallModel {
        model: provider.model.clone(),
        health: platform.models.install_health(),
    });
    let items = own.into_iter().map(|model| shown(platform, ctx, model)).collect();
    Ok(ModelList { items, install })
}

pub(super) fn shown(platform: &Platform, ctx: &Ctx, model: ModelRecord) -> Model {
    let health = platform.models.health(&platform.secret, ctx.tenant, &model);
    Model {
        id: model.id,
        kind: model.kind,
        base_url: model.base_url,
        model: model.model,
        key_hint: model.key_hint,
        first_token_seconds: model.first_token_seconds,
        prices: model.prices,
        health,
    }
}
