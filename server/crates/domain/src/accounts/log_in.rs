//! Logging in with address and password.

use chatsphere_contract::accounts::{TokenRequest, Tokens};
use chatsphere_contract::problem::FieldError;
use chatsphere_db::SystemTx;
use chatsphere_db::accounts::{self, Identity};

use super::tokens::{self, BrowserSession};
use super::{AccountError, password, validate};
use crate::platform::Platform;

/// Logs a program in.
pub async fn log_in(platform: &Platform, input: TokenRequest) -> Result<Tokens, AccountError> {
    let (tx, whom) = check(platform, input).await?;
    let tokens = tokens::issue_pair(platform, &tx, &whom, platform.uuid()).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Logs a browser in.
pub async fn log_in_browser(
    platform: &Platform,
    input: TokenRequest,
) -> Result<BrowserSession, AccountError> {
    let (tx, whom) = check(platform, input).await?;
    let session = tokens::issue_browser(platform, &tx, &whom).await?;
    tx.commit().await?;
    Ok(session)
}

async fn check(platform: &Platform, input: TokenRequest) -> Result<(SystemTx, Identity), AccountError> {
    let missing: Vec<FieldError> = [("email", &input.email), ("password", &input.password)]
        .into_iter()
        .filter(|(_, value)| value.is_empty())
        .map(|(field, _)| FieldError {
            field: field.to_owned(),
            code: "required".to_owned(),
            message: format!("Enter your {}.", if field == "email" { "e-mail address" } else { "password" }),
        })
        .collect();
    if !missing.is_empty() {
        return Err(AccountError::Invalid(missing));
    }
    let email = validate::normal_email(&input.email);
    // Text that PostgreSQL cannot hold cannot be an address either.
    let login = if email.contains('\0') {
        None
    } else {
        let tx = platform.db.system().await?;
        let found = accounts::find_login(&tx, &email).await?;
        tx.commit().await?;
        found
    };
    // No connection is held while the password is checked.
    let (identity, stored) = login.map(|l| (l.identity, l.password_hash)).unzip();
    if !password::matches(input.password, stored).await? {
        return Err(AccountError::WrongCredentials);
    }
    let identity: Identity = identity.ok_or(AccountError::WrongCredentials)?;
    if identity.user.suspended || identity.workspace.suspended {
        return Err(AccountError::Suspended);
    }
    let tx = platform.db.system().await?;
    accounts::delete_expired_tokens(&tx, platform.clock.now()).await?;
    Ok((tx, identity))
}
