//! Adding sources, and changing what they read.

use chatsphere_contract::ids::{BotId, SourceId};
use chatsphere_contract::limits;
use chatsphere_contract::sources::{CreateSource, Source, UpdateSource};
use chatsphere_db::sources::Settings;
use chatsphere_db::{DbError, documents, sources};
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{SourceError, input, present, require, require_bot, sync};
use crate::platform::Platform;
use crate::tags;

/// Adds a source to a bot and begins to read it.
pub async fn create(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    given: CreateSource,
) -> Result<Source, SourceError> {
    ctx.require(Permission::DocumentsWrite)?;
    let kind = given.kind;
    let mut settings = input::created(platform, given)?;
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await?;
    require_bot(&tx, bot).await?;
    settings.tags = tags::ensure(platform, &tx, &settings.tags, "tags").await?;
    if sources::count(&tx, bot).await? >= limits::SOURCES {
        return Err(SourceError::TooMany);
    }
    let id = SourceId(platform.uuid());
    sources::insert(&tx, id, bot, kind, &settings, now).await.map_err(|error| match error {
        DbError::MissingReference { .. } => SourceError::NoSuchBot,
        other => other.into(),
    })?;
    sync::begin(platform, &tx, id).await?;
    let source = require(&tx, bot, id).await?;
    tx.commit().await?;
    Ok(present(source))
}

/// Changes what a source reads, from its next sync on. What is absent stays. Other tags are given to what it has read
/// already, too.
pub async fn update(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    id: SourceId,
    change: UpdateSource,
) -> Result<Source, SourceError> {
    ctx.require(Permission::DocumentsWrite)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    // Tags before the source: whoever renames one locks them in that order.
    let checked = input::changed(platform, require(&tx, bot, id).await?, change.clone())?;
    let wanted = match &change.tags {
        Some(_) => Some(tags::ensure(platform, &tx, &checked.tags, "tags").await?),
        None => None,
    };
    sources::lock(&tx, id).await?;
    let source = require(&tx, bot, id).await?;
    let before = source.settings.clone();
    let mut settings = input::changed(platform, source, change)?;
    settings.tags = wanted.unwrap_or(settings.tags);
    let reads =
        |of: &Settings| (of.addresses.clone(), of.include.clone(), of.exclude.clone(), of.hosts.clone());
    if reads(&before) != reads(&settings) {
        // Pages that are not sent again would tell of their links as they were sorted before.
        sources::forget_conditions(&tx, id).await?;
    }
    sources::update(&tx, id, &settings, platform.clock.now()).await?;
    let missing = |from: &[String], in_: &[String]| -> Vec<String> {
        from.iter().filter(|tag| !in_.contains(tag)).cloned().collect()
    };
    let (without, with) = (missing(&before.tags, &settings.tags), missing(&settings.tags, &before.tags));
    if !without.is_empty() || !with.is_empty() {
        documents::retag_source(&tx, id, &without, &with, limits::TAGS_PER_DOCUMENT).await?;
    }
    let source = require(&tx, bot, id).await?;
    tx.commit().await?;
    Ok(present(source))
}
