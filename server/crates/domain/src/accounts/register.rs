//! Registering: a person, a workspace of their own, and a log-in, all or nothing.

use chatsphere_contract::accounts::{RegisterRequest, Registered, Role, User, Workspace};
use chatsphere_contract::ids::{UserId, WorkspaceId};
use chatsphere_db::accounts::{self, Identity, UserRecord, WorkspaceRecord};
use chatsphere_db::{DbError, SystemTx};

use super::tokens::{self, BrowserSession};
use super::validate::{self, ValidRegistration};
use super::{AccountError, password};
use crate::platform::Platform;

/// Whether a new account runs the install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// If nobody does yet: the first person to register is whoever set the server up.
    IfFirst,
    /// Yes; an operator's decision.
    Yes,
    /// No; for seeded accounts, whose passwords are printed.
    No,
}

/// Registers and logs a program in.
pub async fn register(platform: &Platform, input: RegisterRequest) -> Result<Registered, AccountError> {
    register_with(platform, input, Operator::IfFirst).await
}

/// The same, deciding who runs the install.
pub async fn register_with(
    platform: &Platform,
    input: RegisterRequest,
    operator: Operator,
) -> Result<Registered, AccountError> {
    let (tx, whom) = add_account(platform, input, operator).await?;
    let tokens = tokens::issue_pair(platform, &tx, &whom, platform.uuid()).await?;
    tx.commit().await?;
    Ok(Registered { tokens, user: user(&whom.user), workspace: workspace(&whom.workspace) })
}

/// Registers and logs a browser in.
pub async fn register_browser(
    platform: &Platform,
    input: RegisterRequest,
) -> Result<BrowserSession, AccountError> {
    let (tx, whom) = add_account(platform, input, Operator::IfFirst).await?;
    let session = tokens::issue_browser(platform, &tx, &whom).await?;
    tx.commit().await?;
    Ok(session)
}

pub(super) fn user(record: &UserRecord) -> User {
    User {
        id: record.id,
        email: record.email.clone(),
        name: record.name.clone(),
        is_operator: record.is_operator,
    }
}

pub(super) fn workspace(record: &WorkspaceRecord) -> Workspace {
    Workspace { id: record.id, name: record.name.clone() }
}

async fn add_account(
    platform: &Platform,
    input: RegisterRequest,
    operator: Operator,
) -> Result<(SystemTx, Identity), AccountError> {
    let ValidRegistration { email, password, name, workspace } = validate::registration(input)?;
    // Hashing costs tens of milliseconds: neither for an address that is taken, nor inside the lock.
    let tx = platform.db.system().await?;
    if accounts::email_taken(&tx, &email).await? {
        return Err(AccountError::EmailTaken);
    }
    tx.commit().await?;
    let password_hash = password::hash(platform.random.as_ref(), password).await?;

    let tx = platform.db.system().await?;
    accounts::lock_registration(&tx).await?;
    let is_operator = match operator {
        Operator::IfFirst => !accounts::has_operator(&tx).await?,
        Operator::Yes => true,
        Operator::No => false,
    };
    let user = UserRecord { id: UserId(platform.uuid()), email, name, is_operator, suspended: false };
    let workspace = WorkspaceRecord { id: WorkspaceId(platform.uuid()), name: workspace, suspended: false };
    match accounts::insert_user(&tx, &user, &password_hash).await {
        Err(DbError::Conflict { constraint }) if constraint == "users_email" => {
            return Err(AccountError::EmailTaken);
        }
        outcome => outcome?,
    }
    accounts::insert_workspace(&tx, &workspace, user.id).await?;
    Ok((tx, Identity { user, workspace, role: Role::Owner }))
}
