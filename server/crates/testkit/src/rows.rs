//! Rows that a test needs to be there, written past the use cases.

use chatsphere_contract::accounts::Role;
use chatsphere_contract::behaviour::Behaviour;
use chatsphere_contract::bots::Appearance;
use chatsphere_contract::ids::{BotId, UserId, WorkspaceId};
use chatsphere_db::bots::BotRecord;
use time::OffsetDateTime;

use crate::TestDatabase;

/// Adds a workspace without people.
pub async fn workspace(database: &TestDatabase, id: WorkspaceId) {
    sqlx::query("INSERT INTO workspaces (id, name) VALUES ($1, 'Test workspace')")
        .bind(id.0)
        .execute(&mut database.owner().await)
        .await
        .expect("a new workspace");
}

/// A bot to insert.
pub fn bot(id: BotId) -> BotRecord {
    let at = OffsetDateTime::UNIX_EPOCH;
    BotRecord {
        id,
        public_key: format!("pk_{}", id.0.simple()),
        name: "Test bot".to_owned(),
        appearance: Appearance::default(),
        allowed_domains: Vec::new(),
        behaviour: Behaviour::default(),
        retrieval: true,
        answer_tags: Vec::new(),
        models: Vec::new(),
        branded_at: None,
        created_at: at,
        updated_at: at,
    }
}

/// Adds a person to a workspace.
pub async fn member(database: &TestDatabase, tenant: WorkspaceId, user: UserId, role: Role) {
    let mut owner = database.owner().await;
    sqlx::query("INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, 'Test person', '')")
        .bind(user.0)
        .bind(format!("{}@example.com", user.0.simple()))
        .execute(&mut owner)
        .await
        .expect("a new person");
    sqlx::query("INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, $3)")
        .bind(tenant.0)
        .bind(user.0)
        .bind(role.as_str())
        .execute(&mut owner)
        .await
        .expect("a new membership");
}
