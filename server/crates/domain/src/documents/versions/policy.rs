//! How many old versions a workspace keeps.

use chatsphere_contract::problem::FieldError;
use chatsphere_contract::versions::VersionPolicy;
use chatsphere_db::document_versions;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::super::DocumentError;
use crate::platform::Platform;

/// What is in force.
pub async fn version_policy(platform: &Platform, ctx: &Ctx) -> Result<VersionPolicy, DocumentError> {
    ctx.require(Permission::Read)?;
    let tx = platform.db.tenant(ctx.tenant).await?;
    let policy = document_versions::policy(&tx).await?;
    tx.commit().await?;
    Ok(policy)
}

/// Sets it; what is beyond it goes within the hour.
pub async fn set_version_policy(
    platform: &Platform,
    ctx: &Ctx,
    policy: VersionPolicy,
) -> Result<VersionPolicy, DocumentError> {
    ctx.require(Permission::SettingsWrite)?;
    let mut errors = Vec::new();
    let mut check = |field: &str, is_good: bool, message: &str| {
        if !is_good {
            let (field, code, message) = (field.to_owned(), "out_of_range".to_owned(), message.to_owned());
            errors.push(FieldError { field, code, message });
        }
    };
    check("keep_versions", (0..=1_000).contains(&policy.keep_versions), "Keep 0 to 1,000 old versions.");
    let days_fit = policy.keep_days.is_none_or(|days| (1..=3_650).contains(&days));
    check("keep_days", days_fit, "Keep them for 1 to 3,650 days, or leave this empty.");
    if !errors.is_empty() {
        return Err(DocumentError::Invalid(errors));
    }
    let tx = platform.db.tenant(ctx.tenant).await?;
    document_versions::set_policy(&tx, policy, platform.clock.now()).await?;
    tx.commit().await?;
    Ok(policy)
}
