//! Who is asking.

use chatsphere_contract::accounts::Me;
use chatsphere_db::accounts;
use chatsphere_kernel::Ctx;
use chatsphere_kernel::permissions::Permission;

use super::{AccountError, register};
use crate::platform::Platform;

/// The person behind the credential, where it works and what it may do there.
pub async fn me(platform: &Platform, ctx: &Ctx) -> Result<Me, AccountError> {
    let user = ctx.user().ok_or(AccountError::Unauthenticated)?;
    let tx = platform.db.system().await?;
    let identity =
        accounts::find_identity(&tx, user, ctx.tenant).await?.ok_or(AccountError::Unauthenticated)?;
    let workspaces = accounts::workspaces_of(&tx, user).await?;
    tx.commit().await?;
    Ok(Me {
        user: register::user(&identity.user),
        workspace: register::workspace(&identity.workspace),
        workspaces: workspaces.iter().map(register::workspace).collect(),
        role: identity.role,
        permissions: Permission::ALL
            .into_iter()
            .filter(|permission| ctx.require(*permission).is_ok())
            .map(|permission| permission.as_str().to_owned())
            .collect(),
    })
}
