//! Refreshing: each refresh token is good once.

use chatsphere_contract::accounts::{RefreshRequest, Tokens};
use chatsphere_db::accounts::{self, TokenKind};
use chatsphere_kernel::secrets::token_hash;

use super::{AccountError, tokens};
use crate::platform::Platform;

/// A new pair for an unused refresh token. A used one means that two parties hold it, one of them a
/// thief: every token of that log-in ends.
pub async fn refresh(platform: &Platform, input: RefreshRequest) -> Result<Tokens, AccountError> {
    let hash = token_hash(&input.refresh_token);
    let now = platform.clock.now();
    let tx = platform.db.system().await?;
    let token = accounts::lock_token(&tx, &hash, TokenKind::Refresh)
        .await?
        .ok_or(AccountError::InvalidRefreshToken)?;
    if token.used_at.is_some() {
        tracing::warn!(user = %token.identity.user.id, "a refresh token was used twice: its log-in is ended");
        accounts::delete_family(&tx, token.family).await?;
        tx.commit().await?;
        return Err(AccountError::InvalidRefreshToken);
    }
    if token.expires_at <= now {
        return Err(AccountError::InvalidRefreshToken);
    }
    if token.identity.user.suspended || token.identity.workspace.suspended {
        return Err(AccountError::Suspended);
    }
    accounts::mark_token_used(&tx, &hash, now).await?;
    let pair = tokens::issue_pair(platform, &tx, &token.identity, token.family).await?;
    tx.commit().await?;
    Ok(pair)
}
