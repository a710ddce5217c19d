//! Logging out.

use chatsphere_db::accounts::{self, TokenKind};
use chatsphere_kernel::secrets::token_hash;

use super::{AccountError, Credential, tokens};
use crate::platform::Platform;

/// Ends the log-in that the credential goes back to, with every token of it. A credential that has ended
/// already is no error; an API key is removed in the settings instead.
pub async fn log_out(platform: &Platform, credential: Credential<'_>) -> Result<(), AccountError> {
    let (token, kind) = match credential {
        Credential::Bearer(key) if key.starts_with(tokens::API_KEY_PREFIX) => {
            return Err(AccountError::NeedsPerson);
        }
        Credential::Bearer(token) => (token, TokenKind::Access),
        Credential::Browser(token) => (token, TokenKind::Browser),
    };
    let tx = platform.db.system().await?;
    if let Some(found) = accounts::find_token(&tx, &token_hash(token), kind).await? {
        accounts::delete_family(&tx, found.family).await?;
    }
    tx.commit().await?;
    Ok(())
}
