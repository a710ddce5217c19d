//! A model is asked no more.

use chatsphere_contract::ids::ModelId;
use chatsphere_db::models;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::ModelError;
use crate::platform::Platform;

/// Forgets a model and its key. Bots that asked it ask the rest of theirs, or all where none is left.
pub async fn delete(platform: &Platform, ctx: &Ctx, id: ModelId) -> Result<(), ModelError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    if !models::remove(&tx, id).await? {
        return Err(ModelError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
