//! Who is asking, for which tenant, under which request: the first parameter of every use case.

use chatsphere_contract::accounts::Role;
use chatsphere_contract::ids::{ApiKeyId, UserId, WorkspaceId};

use crate::permissions::Permission;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person with a login.
    User(UserId),
    /// A program with a workspace API key, on behalf of the person who made it.
    ApiKey(ApiKeyId, UserId),
    /// A visitor of a host page.
    Visitor,
    /// The server itself: a job, a sweeper, the demo seed.
    System,
}

/// The context of one call.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Who acts.
    pub actor: Actor,
    /// The tenant that everything happens in.
    pub tenant: WorkspaceId,
    /// What the actor may do there.
    pub role: Role,
    /// The request, for logs and problem documents.
    pub request_id: String,
}

/// The actor's role does not permit this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("your role does not permit this (it needs {})", .0.as_str())]
pub struct NotPermitted(pub Permission);

impl Ctx {
    /// The server acting in a tenant.
    pub fn system(tenant: WorkspaceId) -> Self {
        Self { actor: Actor::System, tenant, role: Role::Owner, request_id: String::new() }
    }

    /// Refuses unless the actor's role permits it.
    pub fn require(&self, permission: Permission) -> Result<(), NotPermitted> {
        if self.actor == Actor::Visitor || self.role < permission.least_role() {
            return Err(NotPermitted(permission));
        }
        Ok(())
    }

    /// The person behind the actor, if there is one.
    pub fn user(&self) -> Option<UserId> {
        match self.actor {
            Actor::User(user) | Actor::ApiKey(_, user) => Some(user),
            Actor::Visitor | Actor::System => None,
        }
    }
}
