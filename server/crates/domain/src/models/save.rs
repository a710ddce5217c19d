//! A model of the workspace's own: a new one, or other settings for one.

use chatsphere_contract::ids::ModelId;
use chatsphere_contract::models::{Model, SaveModel};
use chatsphere_db::models;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::list::shown;
use super::{MODELS, ModelError, input};
use crate::platform::Platform;

/// Stores a model behind the others, its key sealed. From the next answer on it is asked.
pub async fn create(platform: &Platform, ctx: &Ctx, given: SaveModel) -> Result<Model, ModelError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let stored = models::list_locked(&tx).await?;
    if stored.len() >= MODELS {
        let message = format!("A workspace has at most {MODELS} models. Delete one first.");
        return Err(ModelError::Invalid(vec![input::error("model", "too_many", &message)]));
    }
    let model = input::check(platform, ctx, ModelId(platform.uuid()), &given, None)?;
    models::save(&tx, &model, platform.clock.now()).await?;
    tx.commit().await?;
    Ok(shown(platform, ctx, model))
}

/// Stores other settings for a model; it keeps its place.
pub async fn update(
    platform: &Platform,
    ctx: &Ctx,
    id: ModelId,
    given: SaveModel,
) -> Result<Model, ModelError> {
    ctx.require(Permission::SettingsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let stored = models::list_locked(&tx).await?;
    let stored = stored.iter().find(|model| model.id == id).ok_or(ModelError::NotFound)?;
    let model = input::check(platform, ctx, id, &given, Some(stored))?;
    models::save(&tx, &model, platform.clock.now()).await?;
    tx.commit().await?;
    Ok(shown(platform, ctx, model))
}
