//! Changing a bot.

use chatsphere_contract::bots::{Bot, UpdateBot};
use chatsphere_contract::ids::{BotId, ModelId};
use chatsphere_contract::limits;
use chatsphere_db::{TenantTx, bots, models};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::behaviour::publish_at_once;
use super::{BotError, present, validate};
use crate::platform::Platform;
use crate::tags;

/// Changes what is given; the rest stays, also against a change at the same moment.
pub async fn update(platform: &Platform, ctx: &Ctx, id: BotId, input: UpdateBot) -> Result<Bot, BotError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let answer_tags = restriction(&tx, input.settings.answer_tags.as_deref()).await?;
    let models = chosen_models(&tx, input.settings.models.as_deref()).await?;
    let bot = bots::find_locked(&tx, id).await?.ok_or(BotError::NotFound)?;
    let published = bot.behaviour.clone();
    let mut bot = validate::changed(bot, input.name, input.settings, platform.clock.now())?;
    bot.answer_tags = answer_tags.unwrap_or(bot.answer_tags);
    bot.models = models.unwrap_or(bot.models);
    bots::update(&tx, &bot).await?;
    if bot.behaviour != published {
        publish_at_once(platform, ctx, &tx, id, &bot.behaviour).await?;
    }
    let counts = bots::counts(&tx, &[id]).await?;
    tx.commit().await?;
    Ok(present(bot, counts.get(&id).copied().unwrap_or_default()))
}

/// The tags that a bot is restricted to, by name; they must be there.
pub(super) async fn restriction(
    tx: &TenantTx,
    given: Option<&[String]>,
) -> Result<Option<Vec<String>>, BotError> {
    let Some(given) = given else { return Ok(None) };
    if given.len() > limits::TAGS_PER_DOCUMENT {
        let message = format!("At most {} tags, please.", limits::TAGS_PER_DOCUMENT);
        return Err(BotError::Invalid(vec![validate::error("answer_tags", "too_many", message)]));
    }
    let mut names = tags::named(tx, given, "answer_tags").await?;
    names.sort();
    names.dedup();
    Ok(Some(names))
}

/// The models that a bot asks; they must be the workspace's, each at most once.
pub(super) async fn chosen_models(
    tx: &TenantTx,
    given: Option<&[ModelId]>,
) -> Result<Option<Vec<ModelId>>, BotError> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(given.map(<[_]>::to_vec)) };
    // Held, so that none of them is deleted before it is chosen.
    let known = models::list_locked(tx).await?;
    let is_known = |id: &ModelId| known.iter().any(|model| model.id == *id);
    let mut distinct = given.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != given.len() || !given.iter().all(is_known) {
        let message = "Choose among the workspace’s models, each once.";
        return Err(BotError::Invalid(vec![validate::error("models", "invalid", message)]));
    }
    Ok(Some(given.to_vec()))
}
