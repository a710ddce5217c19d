//! Accounts: people, workspaces, roles and tokens.

use serde::{Deserialize, Serialize};

use crate::ids::{UserId, WorkspaceId};

/// What a person may do in a workspace; each role may do all that the ones below it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Talks to visitors.
    Agent,
    /// Changes bots, knowledge and settings.
    Admin,
    /// Everything, and deletes the workspace.
    Owner,
}

impl Role {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Viewer, Self::Agent, Self::Admin, Self::Owner].into_iter().find(|role| role.as_str() == text)
    }
}

/// `POST /auth/register`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RegisterRequest {
    /// Log-in name; letter case does not matter.
    pub email: String,
    /// 10 to 200 characters.
    pub password: String,
    /// The person's name.
    pub name: String,
    /// The new workspace's name.
    pub workspace: String,
}

/// `POST /auth/token`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TokenRequest {
    /// Log-in name.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `POST /auth/refresh`. The old refresh token ends with this call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshRequest {
    /// From registering, logging in or refreshing.
    pub refresh_token: String,
}

/// A pair of tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// Send as `Authorization: Bearer`.
    pub access_token: String,
    /// Good for one `POST /auth/refresh`.
    pub refresh_token: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
}

/// The answer to registering.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Registered {
    /// The new account's tokens.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// The new account.
    pub user: User,
    /// Its workspace.
    pub workspace: Workspace,
}

/// A person with a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Log-in name.
    pub email: String,
    /// Name.
    pub name: String,
    /// Whether this person runs the install.
    pub is_operator: bool,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// Id.
    pub id: WorkspaceId,
    /// Name.
    pub name: String,
}

/// `GET /me`: who is asking, where, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person; for a workspace API key, the one who made it.
    pub user: User,
    /// The workspace that this credential works in.
    pub workspace: Workspace,
    /// Every workspace of the person.
    pub workspaces: Vec<Workspace>,
    /// Role in `workspace`.
    pub role: Role,
    /// What that role permits: `bots.write`, …
    pub permissions: Vec<String>,
}

/// A workspace API key; its secret is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// Id.
    pub id: crate::ids::ApiKeyId,
    /// What it is for, in the maker's words.
    pub name: String,
    /// The first characters, to tell keys apart.
    pub hint: String,
    /// The whole key, present only in the answer to making it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; absent when it was never used.
    pub last_used_at: Option<String>,
}

/// `POST /api-keys`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateApiKey {
    /// What it is for.
    pub name: String,
}
