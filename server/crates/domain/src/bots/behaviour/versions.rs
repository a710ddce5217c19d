//! Every behaviour that visitors had.

use chatsphere_contract::behaviour::{BehaviourVersion, changed_fields};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::paging::{Page, PageQuery};
use chatsphere_db::behaviour;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::clock::rfc3339;
use chatsphere_kernel::permissions::Permission;

use super::BehaviourError;
use crate::paging::Request;
use crate::platform::Platform;

/// A page of versions, newest first.
pub async fn versions(
    platform: &Platform,
    ctx: &Ctx,
    bot: BotId,
    query: PageQuery,
) -> Result<Page<BehaviourVersion>, BehaviourError> {
    ctx.require(Permission::Read)?;
    let request: Request<i32> = Request::parse(&query).map_err(BehaviourError::Invalid)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let known = behaviour::find(&tx, bot).await?.ok_or(BehaviourError::NotFound)?;
    let rows = behaviour::versions(&tx, bot, request.before, request.rows()).await?;
    tx.close();
    let items = rows.iter().enumerate().map(|(place, row)| {
        // One row more than the page was read: what is last on the page has its predecessor.
        let before = rows.get(place + 1).map(|before| changed_fields(&before.behaviour, &row.behaviour));
        BehaviourVersion {
            number: row.number,
            current: row.number == known.version,
            author: row.author.clone(),
            note: row.note.clone(),
            restored_from: row.restored_from,
            changes: before.unwrap_or_default(),
            published_at: rfc3339(row.published_at),
        }
    });
    Ok(request.page(items.collect(), |version| version.number))
}
