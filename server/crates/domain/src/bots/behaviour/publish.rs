//! Making a behaviour the one that visitors get.

use chatsphere_contract::behaviour::{Behaviour, BehaviourState, PublishDraft};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::limits;
use chatsphere_db::behaviour::{self, NewVersion};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::validate::line;
use super::BehaviourError;
use super::state::{at_revision, current};
use crate::platform::Platform;

/// Publishes the draft as a new version. Turns that begin from now on follow it.
pub async fn publish(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: PublishDraft,
) -> Result<BehaviourState, BehaviourError> {
    ctx.require(Permission::BotsWrite)?;
    let mut errors = Vec::new();
    let note = line("note", &input.note, limits::VERSION_NOTE_CHARS, &mut errors);
    if !errors.is_empty() {
        return Err(BehaviourError::Invalid(errors));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    let draft = at_revision(&tx, bot, input.revision).await?.draft.ok_or(BehaviourError::NoDraft)?;
    let new = NewVersion {
        behaviour: &draft.behaviour,
        author: ctx.user(),
        note: &note,
        restored_from: None,
        at: platform.clock.now(),
    };
    behaviour::publish(&tx, bot, &new).await?;
    behaviour::drop_draft(&tx, bot).await?;
    let state = current(&tx, bot).await?;
    tx.commit().await?;
    Ok(state)
}

/// Publishes what a bot is made with or what its settings say now, as a version like any other; the draft
/// stays. The transaction holds the bot.
pub(in crate::bots) async fn publish_at_once(
    platform: &Platform,
    ctx: &Ctx,
    tx: &TenantTx,
    bot: BotId,
    behaviour: &Behaviour,
) -> Result<(), DbError> {
    let at = platform.clock.now();
    let new = NewVersion { behaviour, author: ctx.user(), note: "", restored_from: None, at };
    behaviour::publish(tx, bot, &new).await.map(drop)
}
