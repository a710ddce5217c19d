//! Whom a credential names.

use chatsphere_db::SystemTx;
use chatsphere_db::accounts::{self, Identity, TokenKind};
use chatsphere_kernel::secrets::token_hash;
use chatsphere_kernel::{Actor, Ctx};
use time::Duration;

use super::{AccountError, tokens};
use crate::platform::Platform;

/// A credential as it came in.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// From `Authorization: Bearer`: an access token or a workspace API key.
    Bearer(&'a str),
    /// From a browser's cookie.
    Browser(&'a str),
}

/// The caller that the credential names, in the workspace that it works in.
pub async fn authenticate(
    platform: &Platform,
    credential: Credential<'_>,
    request_id: &str,
) -> Result<Ctx, AccountError> {
    let kind = Kind::of(credential).ok_or(AccountError::Unauthenticated)?;
    let tx = platform.db.system().await?;
    let (actor, identity) = match kind {
        Kind::Access(token) => access_token(platform, &tx, token).await?,
        Kind::ApiKey(key) => api_key(platform, &tx, key).await?,
        Kind::Browser(token) => browser(platform, &tx, token).await?,
    };
    if identity.user.suspended || identity.workspace.suspended {
        return Err(AccountError::Suspended);
    }
    tx.commit().await?;
    Ok(Ctx { actor, tenant: identity.workspace.id, role: identity.role, request_id: request_id.to_owned() })
}

/// What a credential claims to be. What is none of these costs no look into the database.
enum Kind<'a> {
    Access(&'a str),
    ApiKey(&'a str),
    Browser(&'a str),
}

impl<'a> Kind<'a> {
    fn of(credential: Credential<'a>) -> Option<Self> {
        match credential {
            Credential::Bearer(text) if text.starts_with(tokens::ACCESS_PREFIX) => Some(Self::Access(text)),
            Credential::Bearer(text) if text.starts_with(tokens::API_KEY_PREFIX) => Some(Self::ApiKey(text)),
            Credential::Browser(text) if text.starts_with(tokens::BROWSER_PREFIX) => {
                Some(Self::Browser(text))
            }
            Credential::Bearer(_) | Credential::Browser(_) => None,
        }
    }
}

async fn access_token(
    platform: &Platform,
    tx: &SystemTx,
    token: &str,
) -> Result<(Actor, Identity), AccountError> {
    let found = accounts::find_token(tx, &token_hash(token), TokenKind::Access)
        .await?
        .filter(|found| found.expires_at > platform.clock.now())
        .ok_or(AccountError::Unauthenticated)?;
    Ok((Actor::User(found.identity.user.id), found.identity))
}

async fn api_key(platform: &Platform, tx: &SystemTx, key: &str) -> Result<(Actor, Identity), AccountError> {
    let found = accounts::find_api_key(tx, &token_hash(key)).await?.ok_or(AccountError::Unauthenticated)?;
    let now = platform.clock.now();
    // "Last used" is for people: a minute's precision saves a write per call.
    if found.last_used_at.is_none_or(|at| now - at > Duration::minutes(1)) {
        accounts::touch_api_key(tx, found.id, now).await?;
    }
    Ok((Actor::ApiKey(found.id, found.identity.user.id), found.identity))
}

async fn browser(platform: &Platform, tx: &SystemTx, token: &str) -> Result<(Actor, Identity), AccountError> {
    let hash = token_hash(token);
    let now = platform.clock.now();
    let found = accounts::find_token(tx, &hash, TokenKind::Browser)
        .await?
        .filter(|found| found.expires_at > now)
        .ok_or(AccountError::Unauthenticated)?;
    // The session slides, at most once a day.
    if found.expires_at - now < tokens::BROWSER - Duration::days(1) {
        accounts::extend_token(tx, &hash, now + tokens::BROWSER).await?;
    }
    Ok((Actor::User(found.identity.user.id), found.identity))
}
