//! What the operator does to accounts from the command line.

use chatsphere_contract::accounts::{RegisterRequest, User};
use chatsphere_db::accounts;

use super::register::{self, Operator};
use super::{AccountError, password, validate};
use crate::platform::Platform;

/// Makes an account that runs the install.
pub async fn create_operator(platform: &Platform, input: RegisterRequest) -> Result<User, AccountError> {
    register::register_with(platform, input, Operator::Yes).await.map(|registered| registered.user)
}

/// Gives an account a new password and ends all its log-ins.
pub async fn reset_password(
    platform: &Platform,
    email: &str,
    new_password: String,
) -> Result<(), AccountError> {
    validate::password(&new_password)?;
    let hash = password::hash(platform.random.as_ref(), new_password).await?;
    let tx = platform.db.system().await?;
    if !accounts::reset_password(&tx, &validate::normal_email(email), &hash).await? {
        return Err(AccountError::WrongCredentials);
    }
    tx.commit().await?;
    Ok(())
}
