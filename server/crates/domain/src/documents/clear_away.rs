//! What goes by itself: versions beyond a workspace's policy, previews that nobody needs, files that
//! nothing refers to any more.

use std::time::Duration;

use chatsphere_contract::ids::WorkspaceId;
use chatsphere_db::{document_versions, stored_objects};

use super::DocumentError;
use crate::platform::Platform;

/// Files removed in one go.
const FILES: i64 = 200;
/// How long a preview is kept: it is made again when somebody looks.
const PREVIEW_AGE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Forgets old versions and previews in every workspace that has any.
pub async fn prune_versions(platform: &Platform) -> Result<(), DocumentError> {
    for tenant in document_versions::tenants_with_versions(&platform.db).await? {
        let now = platform.clock.now();
        let tx = platform.db.tenant(tenant).await?;
        let policy = document_versions::policy(&tx).await?;
        let versions = document_versions::prune(&tx, policy, now).await?;
        let previews = stored_objects::prune_previews(&tx, now - PREVIEW_AGE).await?;
        tx.commit().await?;
        if versions + previews > 0 {
            tracing::info!(workspace = %tenant, versions, previews, "old versions were pruned");
        }
    }
    Ok(())
}

/// Removes files that nothing refers to any more.
pub async fn remove_orphans(platform: &Platform) -> Result<(), DocumentError> {
    for tenant in stored_objects::tenants_with_orphans(&platform.db).await? {
        while remove_some(platform, tenant).await? {}
    }
    Ok(())
}

/// False when there are no more.
async fn remove_some(platform: &Platform, tenant: WorkspaceId) -> Result<bool, DocumentError> {
    let tx = platform.db.tenant(tenant).await?;
    let orphans = stored_objects::orphans(&tx, FILES).await?;
    let mut settled = Vec::with_capacity(orphans.len());
    for (key, is_used) in orphans {
        if !is_used {
            platform.objects.delete(&key).await?;
        }
        settled.push(key);
    }
    stored_objects::settle_orphans(&tx, &settled).await?;
    tx.commit().await?;
    Ok(!settled.is_empty())
}
