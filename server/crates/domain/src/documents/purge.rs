//! Deleted documents go for good once nobody can restore them any more.

use chatsphere_contract::limits;
use chatsphere_db::{DbError, documents};
use time::Duration;

use crate::platform::Platform;

/// Documents of one transaction.
const BATCH: i64 = 200;

/// Purges what was deleted long enough ago, in all workspaces; their files go
/// with the next look for files that nothing refers to. How many documents there were.
pub async fn purge_deleted(platform: &Platform) -> Result<u64, DbError> {
    let before = platform.clock.now() - Duration::minutes(limits::UNDO_MINUTES);
    let tx = platform.db.system().await?;
    let tenants = documents::tenants_to_purge(&tx, before).await?;
    tx.commit().await?;
    let mut purged = 0;
    for tenant in tenants {
        loop {
            let tx = platform.db.tenant(tenant).await?;
            let count = documents::purge(&tx, before, BATCH).await?;
            tx.commit().await?;
            purged += count;
            if count == 0 {
                break;
            }
        }
    }
    Ok(purged)
}
