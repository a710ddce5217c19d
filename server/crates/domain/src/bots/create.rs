//! Making a bot.

use chatsphere_contract::behaviour::Behaviour;
use chatsphere_contract::bots::{Appearance, Bot, CreateBot};
use chatsphere_contract::ids::BotId;
use chatsphere_db::bots::{self, BotCounts, BotRecord};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;
use chatsphere_kernel::random::secret;

use super::behaviour::publish_at_once;
use super::update::{chosen_models, restriction};
use super::{BotError, present, validate};
use crate::platform::Platform;

/// Makes a bot with an empty knowledge base. Only its name is needed.
pub async fn create(platform: &Platform, ctx: &Ctx, input: CreateBot) -> Result<Bot, BotError> {
    ctx.require(Permission::BotsWrite)?;
    let now = platform.clock.now();
    let blank = BotRecord {
        id: BotId(platform.uuid()),
        public_key: secret(platform.random.as_ref(), "pk_"),
        name: String::new(),
        appearance: Appearance::default(),
        allowed_domains: Vec::new(),
        behaviour: Behaviour::default(),
        retrieval: true,
        answer_tags: Vec::new(),
        models: Vec::new(),
        branded_at: None,
        created_at: now,
        updated_at: now,
    };
    let (answer_tags, models) = (input.settings.answer_tags.clone(), input.settings.models.clone());
    let mut bot = validate::changed(blank, Some(input.name), input.settings, now)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    bot.answer_tags = restriction(&tx, answer_tags.as_deref()).await?.unwrap_or_default();
    bot.models = chosen_models(&tx, models.as_deref()).await?.unwrap_or_default();
    bots::insert(&tx, &bot).await?;
    publish_at_once(platform, ctx, &tx, bot.id, &bot.behaviour).await?;
    tx.commit().await?;
    Ok(present(bot, BotCounts::default()))
}
