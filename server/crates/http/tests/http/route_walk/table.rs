//! Who may call what: one entry a route. The walk fails for a route that has none, and for an entry
//! whose route is gone.

use chatsphere_contract::accounts::Role;
use serde_json::{Value, json};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: nothing in it belongs to a workspace, or it is made to be public.
    Public,
    /// A caller of the workspace with at least this role.
    Workspace(Role),
    /// A visitor in the conversation of its session.
    Visitor,
}

/// What is sent along.
#[derive(Debug, Clone)]
pub enum Body {
    None,
    Json(Value),
    File,
    Lines,
    Table,
}

/// A route and what the walk needs to know of it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub method: &'static str,
    pub path: &'static str,
    pub audience: Audience,
    pub body: Body,
}

pub fn table() -> Vec<Entry> {
    use Audience::{Public, Visitor, Workspace};
    use Role::{Admin, Agent, Viewer};
    let entry = |method, path, audience, body| Entry { method, path, audience, body };
    let none = || Body::None;
    let sent = |value: Value| Body::Json(value);
    vec![
        entry("GET", "/healthz", Public, none()),
        entry("GET", "/readyz", Public, none()),
        entry("GET", "/metrics", Public, none()),
        entry("GET", "/assets/{name}", Public, none()),
        entry("GET", "/widget.js", Public, none()),
        entry("GET", "/widget/panel/{public_key}", Public, none()),
        entry("GET", "/api/openapi.json", Public, none()),
        entry("GET", "/docs", Public, none()),
        entry("GET", "/docs/style.css", Public, none()),
        entry("POST", "/api/v1/auth/register", Public, sent(json!({}))),
        entry("POST", "/api/v1/auth/token", Public, sent(json!({}))),
        entry("POST", "/api/v1/auth/refresh", Public, sent(json!({"refresh_token": "csr_x"}))),
        // Logging out says nothing and ends nothing but the caller's own log-in: see `tokens`.
        entry("POST", "/api/v1/auth/logout", Public, none()),
        entry("GET", "/api/v1/me", Workspace(Viewer), none()),
        entry("GET", "/api/v1/overview", Workspace(Viewer), none()),
        entry("GET", "/api/v1/api-keys", Workspace(Admin), none()),
        entry("POST", "/api/v1/api-keys", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("DELETE", "/api/v1/api-keys/{id}", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("GET", "/api/v1/bots/{id}", Workspace(Viewer), none()),
        entry("PATCH", "/api/v1/bots/{id}", Workspace(Admin), sent(json!({"greeting": "walk"}))),
        entry("DELETE", "/api/v1/bots/{id}", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/installation", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/behaviour", Workspace(Viewer), none()),
        entry("PUT", "/api/v1/bots/{id}/behaviour/draft", Workspace(Admin), behaviour()),
        entry("DELETE", "/api/v1/bots/{id}/behaviour/draft", Workspace(Admin), none()),
        entry("POST", "/api/v1/bots/{id}/behaviour/publish", Workspace(Admin), behaviour()),
        entry(
            "POST",
            "/api/v1/bots/{id}/behaviour/preview",
            Workspace(Agent),
            sent(json!({"question": "walk"})),
        ),
        entry("GET", "/api/v1/bots/{id}/behaviour/versions", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/behaviour/versions/{number}/compare", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/behaviour/versions/{number}/restore", Workspace(Admin), behaviour()),
        entry("GET", "/api/v1/bots/{id}/search", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/search/console", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/search/history", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/search/suggestions", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/reranker", Workspace(Viewer), none()),
        entry("PUT", "/api/v1/bots/{id}/reranker", Workspace(Admin), sent(json!({"kind": "off"}))),
        entry("GET", "/api/v1/bots/{id}/test-questions", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/test-questions", Workspace(Admin), test_question()),
        entry("POST", "/api/v1/bots/{id}/test-questions/run", Workspace(Admin), none()),
        entry("DELETE", "/api/v1/bots/{id}/test-questions/{test}", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/questions", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/questions", Workspace(Admin), question()),
        entry("GET", "/api/v1/bots/{id}/questions/export", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/questions/import", Workspace(Admin), Body::Table),
        entry("GET", "/api/v1/bots/{id}/questions/{question}", Workspace(Viewer), none()),
        entry("PATCH", "/api/v1/bots/{id}/questions/{question}", Workspace(Admin), question()),
        entry("DELETE", "/api/v1/bots/{id}/questions/{question}", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/documents", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/documents", Workspace(Admin), Body::File),
        entry("POST", "/api/v1/bots/{id}/documents/import", Workspace(Admin), Body::Lines),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}", Workspace(Viewer), none()),
        entry("DELETE", "/api/v1/bots/{id}/documents/{doc}", Workspace(Admin), none()),
        entry("POST", "/api/v1/bots/{id}/documents/{doc}/retry", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/original", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/preview", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/preview/frame", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/preview/pages/{page}", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/text", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/passages", Workspace(Viewer), none()),
        entry("PATCH", "/api/v1/bots/{id}/documents/{doc}/passages/{passage}", Workspace(Admin), change()),
        entry(
            "GET",
            "/api/v1/bots/{id}/documents/{doc}/passages/{passage}/answers",
            Workspace(Viewer),
            none(),
        ),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/lost-passages", Workspace(Viewer), none()),
        entry("DELETE", "/api/v1/bots/{id}/documents/{doc}/lost-passages", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/versions", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/documents/{doc}/versions", Workspace(Admin), Body::File),
        entry("GET", "/api/v1/bots/{id}/documents/{doc}/versions/compare", Workspace(Viewer), none()),
        entry(
            "POST",
            "/api/v1/bots/{id}/documents/{doc}/versions/{number}/roll-back",
            Workspace(Admin),
            none(),
        ),
        entry("GET", "/api/v1/bots/{id}/snapshots", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/snapshots", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("DELETE", "/api/v1/bots/{id}/snapshots/{snapshot}", Workspace(Admin), none()),
        entry("POST", "/api/v1/bots/{id}/snapshots/{snapshot}/restore", Workspace(Admin), none()),
        entry("GET", "/api/v1/embedder", Workspace(Viewer), none()),
        entry("PUT", "/api/v1/embedder", Workspace(Admin), sent(json!({"kind": "install"}))),
        entry("POST", "/api/v1/embedder/test", Workspace(Admin), sent(json!({"kind": "install"}))),
        entry("POST", "/api/v1/embedder/roll-back", Workspace(Admin), none()),
        entry("POST", "/api/v1/embedder/cancel", Workspace(Admin), none()),
        entry("GET", "/api/v1/version-policy", Workspace(Viewer), none()),
        entry("PUT", "/api/v1/version-policy", Workspace(Admin), sent(json!({"keep_versions": 0}))),
        entry(
            "PATCH",
            "/api/v1/bots/{id}/documents/{doc}",
            Workspace(Admin),
            sent(json!({"enabled": false})),
        ),
        entry("GET", "/api/v1/bots/{id}/documents/summary", Workspace(Viewer), none()),
        entry(
            "POST",
            "/api/v1/bots/{id}/documents/bulk",
            Workspace(Admin),
            sent(json!({"action": "delete", "filter": {}})),
        ),
        entry(
            "POST",
            "/api/v1/bots/{id}/documents/restore",
            Workspace(Admin),
            sent(json!({"job_id": "job_00000000000000000000000001"})),
        ),
        entry("GET", "/api/v1/tags", Workspace(Viewer), none()),
        entry("POST", "/api/v1/tags", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("PATCH", "/api/v1/tags/{id}", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("DELETE", "/api/v1/tags/{id}", Workspace(Admin), none()),
        entry(
            "POST",
            "/api/v1/tags/{id}/merge",
            Workspace(Admin),
            sent(json!({"into": "tag_00000000000000000000000001"})),
        ),
        entry("POST", "/api/v1/jobs/{id}/retry", Workspace(Admin), none()),
        entry("GET", "/api/v1/jobs/{id}/errors", Workspace(Viewer), none()),
        entry("GET", "/api/v1/jobs/{id}/file", Workspace(Viewer), none()),
        entry("GET", "/api/v1/bots/{id}/sources", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/sources", Workspace(Admin), source()),
        entry("GET", "/api/v1/bots/{id}/sources/{source}", Workspace(Viewer), none()),
        entry("PATCH", "/api/v1/bots/{id}/sources/{source}", Workspace(Admin), sent(json!({"name": "walk"}))),
        entry("DELETE", "/api/v1/bots/{id}/sources/{source}", Workspace(Admin), none()),
        entry("GET", "/api/v1/bots/{id}/sources/{source}/pages", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/sources/{source}/sync", Workspace(Admin), none()),
        entry("GET", "/api/v1/jobs", Workspace(Viewer), none()),
        entry("GET", "/api/v1/jobs/{id}", Workspace(Viewer), none()),
        entry("POST", "/api/v1/jobs/{id}/cancel", Workspace(Admin), none()),
        entry("GET", "/api/v1/conversations", Workspace(Viewer), none()),
        entry("GET", "/api/v1/conversations/{id}", Workspace(Viewer), none()),
        entry("GET", "/api/v1/conversations/{id}/events", Workspace(Viewer), none()),
        entry("POST", "/api/v1/bots/{id}/conversations", Workspace(Agent), none()),
        entry("POST", "/api/v1/conversations/{id}/messages", Workspace(Agent), message()),
        entry("GET", "/api/v1/messages/{id}/trace", Workspace(Viewer), none()),
        entry("GET", "/api/v1/messages/{id}/draft-question", Workspace(Viewer), none()),
        entry("GET", "/api/v1/budgets", Workspace(Viewer), none()),
        entry("PUT", "/api/v1/budgets", Workspace(Admin), sent(json!({"scope": "session", "limit": null}))),
        entry("GET", "/api/v1/usage", Workspace(Viewer), none()),
        entry("GET", "/api/v1/models", Workspace(Viewer), none()),
        entry("POST", "/api/v1/models", Workspace(Admin), model()),
        entry("PUT", "/api/v1/models/{id}", Workspace(Admin), model()),
        entry("DELETE", "/api/v1/models/{id}", Workspace(Admin), none()),
        entry("PUT", "/api/v1/models/order", Workspace(Admin), sent(json!({"ids": []}))),
        entry("POST", "/api/v1/models/test", Workspace(Admin), sent(json!({}))),
        entry("GET", "/widget/v1/bots/{public_key}", Public, none()),
        entry("POST", "/widget/v1/bots/{public_key}/sessions", Public, sent(json!({}))),
        entry("GET", "/widget/v1/conversations/{id}", Visitor, none()),
        entry("POST", "/widget/v1/conversations/{id}/messages", Visitor, message()),
        entry("GET", "/widget/v1/conversations/{id}/events", Visitor, none()),
        entry("POST", "/widget/v1/messages/{id}/feedback", Visitor, sent(json!({"rating": 1}))),
        entry("POST", "/widget/v1/conversations/{id}/handoff", Visitor, none()),
    ]
}

fn message() -> Body {
    Body::Json(json!({"client_id": "walk", "text": "walk"}))
}

fn change() -> Body {
    Body::Json(json!({"revision": 0, "enabled": false}))
}

/// At the revision that A's bot is at.
fn behaviour() -> Body {
    Body::Json(json!({"revision": 3, "instructions": "walk", "note": "walk"}))
}

fn test_question() -> Body {
    Body::Json(json!({"question": "walk", "chunk_id": "chk_00000000000000000000000000"}))
}

fn question() -> Body {
    Body::Json(json!({"question": "walk", "answer": "walk", "version": 1}))
}

fn model() -> Body {
    Body::Json(json!({"base_url": "https://models.example/v1", "model": "walk", "api_key": "walk"}))
}

/// An address that nobody may reach: what counts is who may name it.
fn source() -> Body {
    Body::Json(json!({"kind": "page", "addresses": ["https://walk.invalid/"]}))
}
