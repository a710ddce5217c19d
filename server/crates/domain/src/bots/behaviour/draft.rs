//! What is prepared and not published.

use chatsphere_contract::behaviour::{AtRevision, BehaviourState, SaveDraft};
use chatsphere_contract::ids::BotId;
use chatsphere_db::behaviour;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::state::{at_revision, current};
use super::{BehaviourError, validate};
use crate::platform::Platform;

/// Keeps a draft; visitors notice nothing. One that is equal to the published behaviour is none.
pub async fn save_draft(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    input: SaveDraft,
) -> Result<BehaviourState, BehaviourError> {
    ctx.require(Permission::BotsWrite)?;
    let draft = validate::checked(input.behaviour).map_err(BehaviourError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let known = at_revision(&tx, bot, input.revision).await?;
    if draft == known.published {
        behaviour::drop_draft(&tx, bot).await?;
    } else {
        behaviour::save_draft(&tx, bot, &draft, ctx.user(), platform.clock.now()).await?;
    }
    let state = current(&tx, bot).await?;
    tx.commit().await?;
    Ok(state)
}

/// Forgets the draft.
pub async fn discard_draft(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    at: AtRevision,
) -> Result<BehaviourState, BehaviourError> {
    ctx.require(Permission::BotsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    at_revision(&tx, bot, at.revision).await?.draft.ok_or(BehaviourError::NoDraft)?;
    behaviour::drop_draft(&tx, bot).await?;
    let state = current(&tx, bot).await?;
    tx.commit().await?;
    Ok(state)
}
