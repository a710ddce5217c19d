//! Making tokens: the pair of a program, the cookie of a browser.

use chatsphere_contract::accounts::Tokens;
use chatsphere_contract::ids::{UserId, WorkspaceId};
use chatsphere_db::SystemTx;
use chatsphere_db::accounts::{self, Identity, NewToken, TokenKind};
use chatsphere_kernel::random;
use chatsphere_kernel::secrets::token_hash;
use time::Duration;
use uuid::Uuid;

use super::AccountError;
use crate::platform::Platform;

pub(super) const ACCESS: Duration = Duration::hours(1);
pub(super) const REFRESH: Duration = Duration::days(30);
pub(super) const BROWSER: Duration = Duration::days(30);

pub(super) const ACCESS_PREFIX: &str = "csa_";
pub(super) const REFRESH_PREFIX: &str = "csr_";
pub(super) const BROWSER_PREFIX: &str = "csb_";
pub(super) const API_KEY_PREFIX: &str = "csk_";

/// A browser's session; put it into a cookie with [`super::cookie::set`].
#[derive(Clone)]
pub struct BrowserSession {
    /// The cookie's value.
    pub token: String,
    /// Whose it is.
    pub user: UserId,
    /// Where it works.
    pub tenant: WorkspaceId,
}

impl std::fmt::Debug for BrowserSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BrowserSession").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A new pair, as part of the log-in `family`.
pub(super) async fn issue_pair(
    platform: &Platform,
    tx: &SystemTx,
    whom: &Identity,
    family: Uuid,
) -> Result<Tokens, AccountError> {
    Ok(Tokens {
        access_token: issue(platform, tx, whom, family, TokenKind::Access).await?,
        refresh_token: issue(platform, tx, whom, family, TokenKind::Refresh).await?,
        expires_in: ACCESS.whole_seconds(),
    })
}

/// A new browser session: a log-in of its own.
pub(super) async fn issue_browser(
    platform: &Platform,
    tx: &SystemTx,
    whom: &Identity,
) -> Result<BrowserSession, AccountError> {
    let token = issue(platform, tx, whom, platform.uuid(), TokenKind::Browser).await?;
    Ok(BrowserSession { token, user: whom.user.id, tenant: whom.workspace.id })
}

async fn issue(
    platform: &Platform,
    tx: &SystemTx,
    whom: &Identity,
    family: Uuid,
    kind: TokenKind,
) -> Result<String, AccountError> {
    let (prefix, life) = match kind {
        TokenKind::Browser => (BROWSER_PREFIX, BROWSER),
        TokenKind::Access => (ACCESS_PREFIX, ACCESS),
        TokenKind::Refresh => (REFRESH_PREFIX, REFRESH),
    };
    let token = random::secret(platform.random.as_ref(), prefix);
    let now = platform.clock.now();
    let row = NewToken {
        hash: token_hash(&token),
        kind,
        user: whom.user.id,
        tenant: whom.workspace.id,
        family,
        expires_at: now + life,
        created_at: now,
    };
    accounts::insert_token(tx, &row).await?;
    Ok(token)
}
