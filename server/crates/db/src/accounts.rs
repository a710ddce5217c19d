//! Identity: people, workspaces, memberships and the credentials that name them.
//!
//! Who somebody is has to be known before a workspace is, so nearly everything here runs on the
//! cross-tenant path. Credentials come and go as SHA-256; this module never sees one in the clear.

use chatsphere_contract::accounts::Role;
use chatsphere_contract::ids::{ApiKeyId, UserId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::tx::statement;
use crate::{DbError, SystemTx};

/// A person.
#[derive(Debug, Clone)]
pub struct UserRecord {
    /// Id.
    pub id: UserId,
    /// Log-in name, lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Runs the install.
    pub is_operator: bool,
    /// Refused everywhere.
    pub suspended: bool,
}

/// A workspace.
#[derive(Debug, Clone)]
pub struct WorkspaceRecord {
    /// Id.
    pub id: WorkspaceId,
    /// Name.
    pub name: String,
    /// Refused everywhere.
    pub suspended: bool,
}

/// A person in one workspace.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The person.
    pub user: UserRecord,
    /// The workspace.
    pub workspace: WorkspaceRecord,
    /// The person's role in it.
    pub role: Role,
}

/// What a log-in is checked against.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    /// The person and the workspace that the log-in opens: the oldest that is not suspended.
    pub identity: Identity,
    /// argon2id in PHC form.
    pub password_hash: String,
}

/// The kinds of opaque tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A browser's cookie.
    Browser,
    /// Sent as Bearer.
    Access,
    /// Good for one refresh.
    Refresh,
}

impl TokenKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// A token to store.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// What it may be used for.
    pub kind: TokenKind,
    /// Whose it is.
    pub user: UserId,
    /// Where it works.
    pub tenant: WorkspaceId,
    /// The log-in that it goes back to.
    pub family: Uuid,
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// A stored token and whom it names.
#[derive(Debug, Clone)]
pub struct TokenRecord {
    /// Whom.
    pub identity: Identity,
    /// The log-in that it goes back to.
    pub family: Uuid,
    /// When a refresh token was used.
    pub used_at: Option<OffsetDateTime>,
    /// When it ends.
    pub expires_at: OffsetDateTime,
}

/// A stored API key and whom it names.
#[derive(Debug, Clone)]
pub struct KeyRecord {
    /// The key's row.
    pub id: ApiKeyId,
    /// Who made it, and where it works.
    pub identity: Identity,
    /// When it was used before.
    pub last_used_at: Option<OffsetDateTime>,
}

/// Lets one registration at a time past this point, until its transaction ends.
pub async fn lock_registration(tx: &SystemTx) -> Result<(), DbError> {
    let sql = "SELECT pg_advisory_xact_lock(hashtext('chatsphere register'))";
    tx.conn().execute_raw(statement(sql, [])).await?;
    Ok(())
}

/// Whether somebody runs this install already.
pub async fn has_operator(tx: &SystemTx) -> Result<bool, DbError> {
    let sql = "SELECT EXISTS (SELECT FROM users WHERE is_operator) AS found";
    let row = tx.conn().query_one_raw(statement(sql, [])).await?;
    row.map_or(Ok(false), |row| row.try_get("", "found").map_err(DbError::from))
}

/// Whether an account has this address; `email` in lower case.
pub async fn email_taken(tx: &SystemTx, email: &str) -> Result<bool, DbError> {
    let sql = "SELECT EXISTS (SELECT FROM users WHERE lower(email) = $1) AS found";
    let row = tx.conn().query_one_raw(statement(sql, [email.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get("", "found").map_err(DbError::from))
}

/// Adds a person; a taken address is [`DbError::Conflict`] on `users_email`.
pub async fn insert_user(tx: &SystemTx, user: &UserRecord, password_hash: &str) -> Result<(), DbError> {
    let sql = "INSERT INTO users (id, email, name, password_hash, is_operator) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        user.id.0.into(),
        user.email.as_str().into(),
        user.name.as_str().into(),
        password_hash.into(),
        user.is_operator.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// Adds a workspace with its owner.
pub async fn insert_workspace(
    tx: &SystemTx,
    workspace: &WorkspaceRecord,
    owner: UserId,
) -> Result<(), DbError> {
    let sql = "INSERT INTO workspaces (id, name) VALUES ($1, $2)";
    tx.conn().execute_raw(statement(sql, [workspace.id.0.into(), workspace.name.as_str().into()])).await?;
    let sql = "INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, 'owner')";
    tx.conn().execute_raw(statement(sql, [workspace.id.0.into(), owner.0.into()])).await?;
    Ok(())
}

/// What a log-in with this address is checked against; `email` in lower case.
pub async fn find_login(tx: &SystemTx, email: &str) -> Result<Option<LoginRecord>, DbError> {
    let sql = format!(
        "SELECT {IDENTITY}, u.password_hash FROM users u
         JOIN memberships m ON m.user_id = u.id JOIN workspaces w ON w.id = m.tenant_id
         WHERE lower(u.email) = $1
         ORDER BY w.suspended_at IS NOT NULL, m.created_at, w.id LIMIT 1"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [email.into()])).await?;
    row.map(|row| {
        Ok(LoginRecord { identity: identity(&row)?, password_hash: row.try_get("", "password_hash")? })
    })
    .transpose()
}

/// Every workspace of a person, oldest first.
pub async fn workspaces_of(tx: &SystemTx, user: UserId) -> Result<Vec<WorkspaceRecord>, DbError> {
    let sql = "SELECT w.id AS workspace_id, w.name AS workspace_name,
                      w.suspended_at IS NOT NULL AS workspace_suspended
               FROM memberships m JOIN workspaces w ON w.id = m.tenant_id
               WHERE m.user_id = $1 ORDER BY m.created_at, w.id";
    let rows = tx.conn().query_all_raw(statement(sql, [user.0.into()])).await?;
    rows.iter().map(workspace).collect()
}

/// The person in that workspace.
pub async fn find_identity(
    tx: &SystemTx,
    user: UserId,
    tenant: WorkspaceId,
) -> Result<Option<Identity>, DbError> {
    let sql = format!(
        "SELECT {IDENTITY} FROM memberships m
         JOIN users u ON u.id = m.user_id JOIN workspaces w ON w.id = m.tenant_id
         WHERE m.user_id = $1 AND m.tenant_id = $2"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [user.0.into(), tenant.0.into()])).await?;
    row.as_ref().map(identity).transpose()
}

/// Stores a token.
pub async fn insert_token(tx: &SystemTx, token: &NewToken) -> Result<(), DbError> {
    let sql = "INSERT INTO auth_tokens (token_hash, kind, user_id, tenant_id, family, expires_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        token.hash.clone().into(),
        token.kind.as_str().into(),
        token.user.0.into(),
        token.tenant.0.into(),
        token.family.into(),
        token.expires_at.into(),
        token.created_at.into(),
    ];
    tx.conn().execute_raw(statement(sql, values)).await?;
    Ok(())
}

/// The token with this hash, if it is of that kind, and whom it names.
pub async fn find_token(tx: &SystemTx, hash: &[u8], kind: TokenKind) -> Result<Option<TokenRecord>, DbError> {
    token(tx, hash, kind, "").await
}

/// The same, held against others that would use it at the same moment.
pub async fn lock_token(tx: &SystemTx, hash: &[u8], kind: TokenKind) -> Result<Option<TokenRecord>, DbError> {
    token(tx, hash, kind, "FOR UPDATE OF t").await
}

/// Marks a refresh token as used.
pub async fn mark_token_used(tx: &SystemTx, hash: &[u8], at: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE auth_tokens SET used_at = $2 WHERE token_hash = $1";
    tx.conn().execute_raw(statement(sql, [hash.into(), at.into()])).await?;
    Ok(())
}

/// Moves a token's end.
pub async fn extend_token(tx: &SystemTx, hash: &[u8], expires_at: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE auth_tokens SET expires_at = $2 WHERE token_hash = $1";
    tx.conn().execute_raw(statement(sql, [hash.into(), expires_at.into()])).await?;
    Ok(())
}

/// Ends every token of one log-in.
pub async fn delete_family(tx: &SystemTx, family: Uuid) -> Result<(), DbError> {
    tx.conn().execute_raw(statement("DELETE FROM auth_tokens WHERE family = $1", [family.into()])).await?;
    Ok(())
}

/// Removes some tokens that have ended. Called by each log-in, so that the table stays small without a
/// job of its own.
pub async fn delete_expired_tokens(tx: &SystemTx, now: OffsetDateTime) -> Result<(), DbError> {
    let sql = "DELETE FROM auth_tokens WHERE token_hash IN
               (SELECT token_hash FROM auth_tokens WHERE expires_at < $1 LIMIT 100 FOR UPDATE SKIP LOCKED)";
    tx.conn().execute_raw(statement(sql, [now.into()])).await?;
    Ok(())
}

/// The API key with this hash and whom it names.
pub async fn find_api_key(tx: &SystemTx, hash: &[u8]) -> Result<Option<KeyRecord>, DbError> {
    let sql = format!(
        "SELECT {IDENTITY}, k.id AS key_id, k.last_used_at FROM api_keys k
         JOIN users u ON u.id = k.created_by JOIN workspaces w ON w.id = k.tenant_id
         JOIN memberships m ON m.user_id = k.created_by AND m.tenant_id = k.tenant_id
         WHERE k.key_hash = $1"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [hash.into()])).await?;
    row.map(|row| {
        Ok(KeyRecord {
            id: ApiKeyId(row.try_get("", "key_id")?),
            identity: identity(&row)?,
            last_used_at: row.try_get("", "last_used_at")?,
        })
    })
    .transpose()
}

/// Notes that a key was used.
pub async fn touch_api_key(tx: &SystemTx, id: ApiKeyId, at: OffsetDateTime) -> Result<(), DbError> {
    let sql = "UPDATE api_keys SET last_used_at = $2 WHERE id = $1";
    tx.conn().execute_raw(statement(sql, [id.0.into(), at.into()])).await?;
    Ok(())
}

/// Gives the account with this address a new password and ends all its log-ins. False: no such account.
pub async fn reset_password(tx: &SystemTx, email: &str, password_hash: &str) -> Result<bool, DbError> {
    let sql = "WITH changed AS (
                   UPDATE users SET password_hash = $2 WHERE lower(email) = $1 RETURNING id),
               ended AS (DELETE FROM auth_tokens WHERE user_id IN (SELECT id FROM changed))
               SELECT id FROM changed";
    let row = tx.conn().query_one_raw(statement(sql, [email.into(), password_hash.into()])).await?;
    Ok(row.is_some())
}

async fn token(
    tx: &SystemTx,
    hash: &[u8],
    kind: TokenKind,
    lock: &'static str,
) -> Result<Option<TokenRecord>, DbError> {
    let sql = format!(
        "SELECT {IDENTITY}, t.family, t.used_at, t.expires_at FROM auth_tokens t
         JOIN users u ON u.id = t.user_id JOIN workspaces w ON w.id = t.tenant_id
         JOIN memberships m ON m.user_id = t.user_id AND m.tenant_id = t.tenant_id
         WHERE t.token_hash = $1 AND t.kind = $2 {lock}"
    );
    let row = tx.conn().query_one_raw(statement(&sql, [hash.into(), kind.as_str().into()])).await?;
    row.map(|row| {
        Ok(TokenRecord {
            identity: identity(&row)?,
            family: row.try_get("", "family")?,
            used_at: row.try_get("", "used_at")?,
            expires_at: row.try_get("", "expires_at")?,
        })
    })
    .transpose()
}

/// The columns that [`identity`] reads, from users `u`, workspaces `w` and memberships `m`.
const IDENTITY: &str = "u.id AS user_id, u.email, u.name AS user_name, u.is_operator,
    u.suspended_at IS NOT NULL AS user_suspended, w.id AS workspace_id, w.name AS workspace_name,
    w.suspended_at IS NOT NULL AS workspace_suspended, m.role";

fn identity(row: &QueryResult) -> Result<Identity, DbError> {
    let role: String = row.try_get("", "role")?;
    Ok(Identity {
        user: UserRecord {
            id: UserId(row.try_get("", "user_id")?),
            email: row.try_get("", "email")?,
            name: row.try_get("", "user_name")?,
            is_operator: row.try_get("", "is_operator")?,
            suspended: row.try_get("", "user_suspended")?,
        },
        workspace: workspace(row)?,
        role: Role::parse(&role).ok_or_else(|| DbError::Corrupt(format!("unknown role {role}")))?,
    })
}

fn workspace(row: &QueryResult) -> Result<WorkspaceRecord, DbError> {
    Ok(WorkspaceRecord {
        id: WorkspaceId(row.try_get("", "workspace_id")?),
        name: row.try_get("", "workspace_name")?,
        suspended: row.try_get("", "workspace_suspended")?,
    })
}
