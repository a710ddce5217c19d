//! Every route, asked by everybody who must not get through: nobody, another workspace, a visitor, a
//! lesser role, the suspended. Nobody sees anything of workspace A, and nothing of it changes.

mod table;

use std::collections::BTreeSet;

use chatsphere_contract::accounts::Role;
use chatsphere_contract::ids::ChunkId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Answer, TestApp};
use table::{Audience, Body, Entry, table};

/// In every text that belongs to workspace A.
const MARK: &str = "MARK-OF-A";
const SHOP: &str = "https://shop.example";

/// Workspace A with one of everything.
struct Victim {
    account: Account,
    key: String,
    bot: String,
    public_key: String,
    document: String,
    passage: String,
    snapshot: String,
    question: String,
    job: String,
    tag: String,
    model: String,
    api_key: String,
    source: String,
    conversation: String,
    answer: String,
    visitor: String,
    visitor_conversation: String,
    visitor_answer: String,
}

#[tokio::test]
async fn every_route_is_in_the_table() {
    let document = serde_json::to_value(chatsphere_http::openapi::document(None)).unwrap();
    let served: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let listed: BTreeSet<String> =
        table().iter().map(|entry| format!("{} {}", entry.method, entry.path)).collect();
    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without an entry: {missing:?}; gone: {gone:?}");
}

#[tokio::test]
async fn nobody_gets_through_without_a_credential_that_fits() {
    let app = start().await;
    let a = victim(&app).await;
    let b = app.register("b@example.com", "B").await;
    let (_, key_of_b) = app.bot(&b.access, json!({"name": "B"})).await;
    let (visitor_of_b, _) = app.visitor(&key_of_b, SHOP).await;
    for entry in table().iter().filter(|entry| entry.audience != Audience::Public) {
        let mut unfit = vec!["", "csa_wrong", "csk_wrong", "css_wrong", "csb_wrong", "x"];
        match entry.audience {
            Audience::Visitor => unfit.extend([b.access.as_str(), &a.account.access, &a.key]),
            _ => unfit.extend([visitor_of_b.as_str(), &a.visitor, &a.account.refresh]),
        }
        for credential in unfit {
            let answer = call(&app, entry, &a, credential).await;
            assert_eq!(answer.refusal(), (401, "unauthenticated".to_owned()), "{entry:?} as {credential}");
            assert!(!answer.text.contains(MARK), "{entry:?}");
        }
    }
    unharmed(&app, &a).await;
}

#[tokio::test]
async fn another_workspace_sees_and_changes_nothing() {
    let app = start().await;
    let a = victim(&app).await;
    let b = app.register("b@example.com", "B").await;
    let made = app.post(&b.access, "/api/v1/api-keys", json!({"name": "b"})).await.success();
    let key_of_b = made["secret"].as_str().unwrap().to_owned();
    for entry in table().iter().filter(|entry| matches!(entry.audience, Audience::Workspace(_))) {
        for credential in [&b.access, &key_of_b] {
            let answer = call(&app, entry, &a, credential).await;
            assert!(!answer.text.contains(MARK), "{entry:?} shows {answer:?}");
            if entry.path.contains('{') && !is_for_people(entry, credential) {
                assert_eq!(answer.refusal(), (404, "not_found".to_owned()), "{entry:?}");
            }
        }
    }
    unharmed(&app, &a).await;
}

#[tokio::test]
async fn a_visitor_of_another_bot_sees_and_changes_nothing() {
    let app = start().await;
    let a = victim(&app).await;
    let b = app.register("b@example.com", "B").await;
    let (_, key_of_b) = app.bot(&b.access, json!({"name": "B"})).await;
    let (of_another_workspace, _) = app.visitor(&key_of_b, SHOP).await;
    let (_, sibling_key) = app.bot(&a.account.access, json!({"name": "Sibling"})).await;
    let (of_a_sibling_bot, _) = app.visitor(&sibling_key, SHOP).await;
    let (of_the_same_bot, _) = app.visitor(&a.public_key, SHOP).await;
    for entry in table().iter().filter(|entry| entry.audience == Audience::Visitor) {
        for token in [&of_another_workspace, &of_a_sibling_bot, &of_the_same_bot] {
            let answer = call(&app, entry, &a, token).await;
            assert_eq!(answer.refusal(), (404, "not_found".to_owned()), "{entry:?}");
            assert!(!answer.text.contains(MARK), "{entry:?}");
        }
    }
    unharmed(&app, &a).await;
}

#[tokio::test]
async fn a_role_does_what_it_may_and_nothing_else() {
    let app = start().await;
    let a = victim(&app).await;
    for (role, sql) in [
        (Role::Viewer, "UPDATE memberships SET role = 'viewer'"),
        (Role::Agent, "UPDATE memberships SET role = 'agent'"),
    ] {
        app.owner_sql(sql).await;
        for entry in table() {
            let Audience::Workspace(least) = entry.audience else { continue };
            for credential in [&a.account.access, &a.key] {
                let answer = call(&app, &entry, &a, credential).await;
                if role < least {
                    assert_eq!(answer.refusal(), (403, "forbidden".to_owned()), "{entry:?} as {role:?}");
                    assert!(!answer.text.contains(MARK), "{entry:?}");
                } else {
                    // A's job made no file.
                    let reached =
                        answer.status < 300 || entry.path.ends_with("/file") && answer.status == 404;
                    assert!(reached, "{entry:?} as {role:?}: {answer:?}");
                }
            }
        }
    }
    app.owner_sql("UPDATE memberships SET role = 'owner'").await;
    unharmed(&app, &a).await;
}

#[tokio::test]
async fn the_suspended_get_nothing() {
    let app = start().await;
    let a = victim(&app).await;
    let cookie = app.browser(&a.account).await;
    for (suspend, restore, reaches_visitors) in [
        ("UPDATE users SET suspended_at = now()", "UPDATE users SET suspended_at = NULL", false),
        ("UPDATE workspaces SET suspended_at = now()", "UPDATE workspaces SET suspended_at = NULL", true),
    ] {
        app.owner_sql(suspend).await;
        for entry in table() {
            match entry.audience {
                Audience::Public => {}
                Audience::Workspace(_) => {
                    for credential in [a.account.access.as_str(), &a.key, &cookie] {
                        let answer = call(&app, &entry, &a, credential).await;
                        assert_eq!(answer.refusal(), (403, "suspended".to_owned()), "{entry:?}");
                    }
                }
                Audience::Visitor if reaches_visitors => {
                    let answer = call(&app, &entry, &a, &a.visitor).await;
                    assert_eq!(answer.refusal(), (401, "unauthenticated".to_owned()), "{entry:?}");
                }
                Audience::Visitor => {}
            }
        }
        if reaches_visitors {
            for entry in table().iter().filter(|entry| entry.path.contains("{public_key}")) {
                assert_eq!(call(&app, entry, &a, "").await.status, 404, "{entry:?}");
            }
        }
        app.owner_sql(restore).await;
    }
    unharmed(&app, &a).await;
}

async fn victim(app: &TestApp) -> Victim {
    let account = app.register("a@example.com", &format!("Workspace {MARK}")).await;
    let token = account.access.clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key = app.post(&token, "/api/v1/api-keys", json!({"name": format!("Key {MARK}")})).await.success();
    let settings = json!({"name": format!("Bot {MARK}"), "instructions": MARK});
    let (bot, public_key) = app.bot(&token, settings).await;
    behaviour(app, &token, &bot).await;
    let documents = format!("/api/v1/bots/{bot}/documents");
    let form = FORM.replace("walk.txt", &format!("{MARK}.txt"));
    let upload = app.request(Method::POST, &documents).bearer_auth(&token);
    let upload = upload.header("content-type", "multipart/form-data; boundary=walk").body(form);
    let upload = app.send(upload).await.success();
    let document = text(&upload["items"][0]["id"]);
    let (passage, snapshot) = knowledge(app, &token, &bot, &document).await;
    let import = app.request(Method::POST, &format!("{documents}/import")).bearer_auth(&token);
    let import = import.header("content-type", "application/x-ndjson").body(LINE.replace("walk", MARK));
    let import = app.send(import).await.success();
    let source = json!({"kind": "page", "addresses": [format!("https://{MARK}.invalid/")], "name": MARK});
    let source = app.post(&token, &format!("/api/v1/bots/{bot}/sources"), source).await.success();
    let conversation =
        app.post(&token, &format!("/api/v1/bots/{bot}/conversations"), json!({})).await.success();
    let conversation = text(&conversation["id"]);
    ask(app, &format!("/api/v1/conversations/{conversation}/messages"), &token).await;
    let (visitor, visitor_conversation) = app.visitor(&public_key, SHOP).await;
    ask(app, &format!("/widget/v1/conversations/{visitor_conversation}/messages"), &visitor).await;
    let question = json!({"question": format!("What is {MARK}?"), "answer": MARK});
    let question = app.post(&token, &format!("/api/v1/bots/{bot}/questions"), question).await.success();
    let answer_of = async |conversation: &str| {
        let conversation = app.get(&token, &format!("/api/v1/conversations/{conversation}")).await.success();
        let transcript = conversation["transcript"].as_array().unwrap();
        // By role: while the test's clock stands still, question and answer are equally old.
        text(&transcript.iter().find(|message| message["role"] == "assistant").unwrap()["id"])
    };
    let tag = app.post(&token, "/api/v1/tags", json!({"name": format!("Tag {MARK}")})).await.success();
    let model = json!({"base_url": "https://models.example/v1", "model": MARK, "api_key": MARK});
    let model = app.post(&token, "/api/v1/models", model).await.success();
    Victim {
        tag: text(&tag["id"]),
        model: text(&model["id"]),
        answer: answer_of(&conversation).await,
        visitor_answer: answer_of(&visitor_conversation).await,
        document,
        passage,
        snapshot,
        source: text(&source["id"]),
        question: text(&question["id"]),
        job: text(&import["job_id"]),
        api_key: text(&key["id"]),
        key: text(&key["secret"]),
        bot,
        public_key,
        conversation,
        visitor,
        visitor_conversation,
        account,
    }
}

/// A second version of how the bot answers, and a draft.
async fn behaviour(app: &TestApp, token: &str, bot: &str) {
    let bot = format!("/api/v1/bots/{bot}");
    let again = json!({"instructions": format!("{MARK} again")});
    app.send(app.request(Method::PATCH, &bot).bearer_auth(token).json(&again)).await.success();
    let draft = json!({"revision": 2, "instructions": MARK});
    let path = format!("{bot}/behaviour/draft");
    app.send(app.request(Method::PUT, &path).bearer_auth(token).json(&draft)).await.success();
}

/// A second version, a passage, a picture of a page and a snapshot. The ids of passage and snapshot.
async fn knowledge(app: &TestApp, token: &str, bot: &str, document: &str) -> (String, String) {
    let versions = format!("/api/v1/bots/{bot}/documents/{document}/versions");
    let form = FORM.replace("walk.txt", &format!("{MARK}.txt")).replace("Some text", MARK);
    let upload = app.request(Method::POST, &versions).bearer_auth(token);
    let upload = upload.header("content-type", "multipart/form-data; boundary=walk").body(form);
    app.send(upload).await.success();
    let passage = uuid::Uuid::from_u128(77);
    app.owner_sql(
        "INSERT INTO chunks (tenant_id, id, bot_id, document_id, ordinal, text, version)
         SELECT tenant_id, '00000000-0000-0000-0000-00000000004d', bot_id, id, 0, 'MARK-OF-A', 1 FROM documents",
    )
    .await;
    // What stands for the picture is the file itself.
    app.owner_sql("UPDATE documents SET media_type = 'application/pdf'").await;
    app.owner_sql(
        "INSERT INTO previews (tenant_id, sha256, kind, object_key, created_at)
         SELECT tenant_id, sha256, 'page-1', object_key, now() FROM documents",
    )
    .await;
    let snapshot = json!({"name": format!("Snapshot {MARK}")});
    let snapshot = app.post(token, &format!("/api/v1/bots/{bot}/snapshots"), snapshot).await.success();
    (ChunkId(passage).to_string(), snapshot["id"].as_str().unwrap().to_owned())
}

/// Asks, and waits for the whole answer.
async fn ask(app: &TestApp, path: &str, token: &str) {
    let body = json!({"client_id": "first", "text": format!("What is {MARK}?")});
    let response = app.request(Method::POST, path).bearer_auth(token).json(&body).send().await.unwrap();
    let events = response.text().await.unwrap();
    assert!(events.contains("event: message.completed"), "{events}");
}

async fn start() -> TestApp {
    TestApp::start_with(&[("CHATSPHERE_LIMITS", "off")]).await
}

/// API keys cannot manage API keys, whosever they are.
fn is_for_people(entry: &Entry, credential: &str) -> bool {
    credential.starts_with("csk_") && entry.path.starts_with("/api/v1/api-keys")
}

/// Calls a route with A's real ids.
async fn call(app: &TestApp, entry: &Entry, a: &Victim, credential: &str) -> Answer {
    let method: Method = entry.method.parse().unwrap();
    let mut request = app.request(method, &filled(entry, a));
    if entry.path.starts_with("/widget/v1/") {
        request = request.header("origin", SHOP);
    }
    if credential.starts_with("cs_session=") {
        request = request.header("cookie", credential).header("origin", &app.base);
    } else if !credential.is_empty() {
        request = request.bearer_auth(credential);
    }
    request = match &entry.body {
        Body::None => request,
        Body::Json(body) => request.json(body),
        Body::File => request.header("content-type", "multipart/form-data; boundary=walk").body(FORM),
        Body::Lines => request.header("content-type", "application/x-ndjson").body(LINE),
        Body::Table => request.header("content-type", "text/csv").body("question,answer\nwalk,walk\n"),
    };
    app.send(request).await
}

const FORM: &str = "--walk\r\nContent-Disposition: form-data; name=\"file\"; filename=\"walk.txt\"\r\n\
    Content-Type: text/plain\r\n\r\nSome text to walk over.\r\n--walk--\r\n";
const LINE: &str = "{\"external_id\": \"walk\", \"title\": \"walk\", \"text\": \"walk\"}\n";

/// The path with A's ids in it.
fn filled(entry: &Entry, a: &Victim) -> String {
    let is_visitor = entry.audience == Audience::Visitor;
    // The folder right before the first id says whose id it is.
    let subject = entry.path.split("/{").next().and_then(|before| before.rsplit('/').next());
    let id = match subject {
        Some("bots") => &a.bot,
        Some("jobs") => &a.job,
        Some("tags") => &a.tag,
        Some("models") => &a.model,
        Some("api-keys") => &a.api_key,
        Some("conversations") if is_visitor => &a.visitor_conversation,
        Some("conversations") => &a.conversation,
        Some("messages") if is_visitor => &a.visitor_answer,
        Some("messages") => &a.answer,
        _ => "",
    };
    let path = entry.path.replace("{id}", id).replace("{doc}", &a.document).replace("{source}", &a.source);
    // No test question: it would need a passage, and jobs do not run here.
    let path = path.replace("{question}", &a.question).replace("{test}", "tqn_00000000000000000000000000");
    let path = path.replace("{public_key}", &a.public_key).replace("{name}", "app.js");
    let path = path.replace("{passage}", &a.passage).replace("{snapshot}", &a.snapshot);
    let path = path.replace("{number}", "1").replace("{page}", "1");
    if path.ends_with("/behaviour/draft") && entry.method == "DELETE" {
        return format!("{path}?revision=3");
    }
    if path.contains("/behaviour/") && path.ends_with("/compare") {
        return format!("{path}?with=2");
    }
    if path.ends_with("/compare") {
        return format!("{path}?from=1&to=2");
    }
    if path.ends_with("/search") || path.ends_with("/search/console") {
        format!("{path}?q={MARK}")
    } else {
        path
    }
}

/// Everything of A is as it was made.
async fn unharmed(app: &TestApp, a: &Victim) {
    let token = &a.account.access;
    let bot = app.get(token, &format!("/api/v1/bots/{}", a.bot)).await.success();
    assert_eq!(bot["name"], format!("Bot {MARK}"));
    assert_ne!(bot["appearance"]["greeting"], "walk");
    let behaviour = app.get(token, &format!("/api/v1/bots/{}/behaviour", a.bot)).await.success();
    assert_eq!((&behaviour["version"], &behaviour["revision"]), (&json!(2), &json!(3)));
    assert_eq!(behaviour["draft"]["behaviour"]["instructions"], MARK);
    app.get(token, &format!("/api/v1/bots/{}/documents/{}", a.bot, a.document)).await.success();
    let versions = format!("/api/v1/bots/{}/documents/{}/versions", a.bot, a.document);
    assert_eq!(app.get(token, &versions).await.success().as_array().unwrap().len(), 2);
    let snapshots = app.get(token, &format!("/api/v1/bots/{}/snapshots", a.bot)).await.success();
    assert!(snapshots[0]["restored_at"].is_null());
    let passages = format!("/api/v1/bots/{}/documents/{}/passages", a.bot, a.document);
    assert_eq!(app.get(token, &passages).await.success()["items"][0]["enabled"], true);
    assert_eq!(app.get(token, "/api/v1/version-policy").await.success()["keep_versions"], 10);
    let source = app.get(token, &format!("/api/v1/bots/{}/sources/{}", a.bot, a.source)).await.success();
    assert_eq!(source["name"], MARK);
    let question = format!("/api/v1/bots/{}/questions/{}", a.bot, a.question);
    assert_eq!(app.get(token, &question).await.success()["answer"], MARK);
    assert_eq!(app.get(&a.key, "/api/v1/me").await.status, 200);
    let conversation =
        app.get(token, &format!("/api/v1/conversations/{}", a.visitor_conversation)).await.success();
    let transcript = conversation["transcript"].as_array().unwrap();
    assert_eq!(transcript.len(), 2);
    assert!(transcript.iter().all(|message| message.get("rating").is_none()));
    assert_eq!(conversation["status"], "open");
    let models = app.get(token, "/api/v1/models").await.success();
    assert_eq!(models["items"].as_array().unwrap().len(), 1);
    assert_eq!(models["items"][0]["model"], MARK);
}
