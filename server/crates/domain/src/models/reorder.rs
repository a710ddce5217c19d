//! Who is asked first.

use std::collections::BTreeSet;

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::ModelList;
use chatsphere_db::models;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{ModelError, input, list};
use crate::platform::Platform;

/// Puts the models into this order. Every one must be named, once.
pub async fn reorder(platform: &Platform, ctx: &Ctx, ids: &[ModelId]) -> Result<ModelList, ModelError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let stored = models::list_locked(&tx).await?;
    let known: BTreeSet<ModelId> = stored.iter().map(|model| model.id).collect();
    if ids.len() != known.len() || ids.iter().copied().collect::<BTreeSet<_>>() != known {
        let message = "Name each of the workspace’s models once. The list may have changed: load it again.";
        return Err(ModelError::Invalid(vec![input::error("ids", "invalid", message)]));
    }
    models::reorder(&tx, ids).await?;
    tx.commit().await?;
    list(platform, ctx).await
}
