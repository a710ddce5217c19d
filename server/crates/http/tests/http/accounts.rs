//! Registering, logging in, and who is asking.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn registering_gives_a_person_a_workspace_and_tokens_that_work() {
    let app = TestApp::start().await;
    let body = json!({"email": " Ada@Example.COM ", "password": "correct horse battery",
        "name": "Ada", "workspace": "Ada’s shop"});
    let answer = app.open_post("/api/v1/auth/register", body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let registered = answer.json();
    assert_eq!(registered["user"]["email"], "ada@example.com");
    let token = registered["access_token"].as_str().unwrap();
    assert!(token.starts_with("csa_"));
    let me = app.get(token, "/api/v1/me").await.success();
    assert_eq!(me["workspace"]["name"], "Ada’s shop");
    assert_eq!(me["workspaces"].as_array().unwrap().len(), 1);
    assert_eq!(me["role"], "owner");
    assert!(me["permissions"].as_array().unwrap().contains(&json!("bots.write")));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let app = TestApp::start().await;
    let body = json!({"email": "ada", "password": "short", "name": " ", "workspace": "x".repeat(121)});
    let answer = app.open_post("/api/v1/auth/register", body).await;
    assert_eq!(answer.refusal(), (422, "invalid_input".to_owned()));
    assert_eq!(answer.fields(), ["email", "password", "name", "workspace"]);
    let answer = app.open_post("/api/v1/auth/register", json!({})).await;
    assert_eq!(answer.fields(), ["email", "password", "name", "workspace"]);
}

#[tokio::test]
async fn an_address_registers_once_whatever_its_case() {
    let app = TestApp::start().await;
    app.register("ada@example.com", "First").await;
    let body = json!({"email": "ADA@example.com", "password": "correct horse battery",
        "name": "Eve", "workspace": "Second"});
    let answer = app.open_post("/api/v1/auth/register", body).await;
    assert_eq!(answer.refusal(), (409, "email_taken".to_owned()));
    assert_eq!(answer.fields(), ["email"]);
}

#[tokio::test]
async fn of_many_who_register_at_once_exactly_one_becomes_the_operator() {
    let app = TestApp::start().await;
    let bodies = (0..6).map(|n| {
        json!({"email": format!("p{n}@example.com"), "password": "correct horse battery",
            "name": "P", "workspace": "W"})
    });
    let answers =
        futures::future::join_all(bodies.map(|body| app.open_post("/api/v1/auth/register", body))).await;
    let operators = answers.iter().filter(|a| a.success()["user"]["is_operator"] == true).count();
    assert_eq!(operators, 1);
}

#[tokio::test]
async fn logging_in_takes_the_right_password_only_and_does_not_say_which_part_was_wrong() {
    let app = TestApp::start().await;
    app.register("ada@example.com", "Shop").await;
    let log_in = |email: &str, password: &str| {
        app.open_post("/api/v1/auth/token", json!({"email": email, "password": password}))
    };
    let tokens = log_in("Ada@example.com", "correct horse battery").await.success();
    assert_eq!(tokens["expires_in"], 3600);
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(app.get(token, "/api/v1/me").await.status, 200);
    let wrong = log_in("ada@example.com", "wrong horse battery").await;
    let unknown = log_in("eve@example.com", "correct horse battery").await;
    assert_eq!(wrong.refusal(), (401, "wrong_credentials".to_owned()));
    assert_eq!(unknown.refusal(), wrong.refusal());
    assert_eq!(log_in("", "").await.fields(), ["email", "password"]);
}

#[tokio::test]
async fn many_log_ins_at_once_all_get_their_answer() {
    let app = TestApp::start_with(&[("CHATSPHERE_LIMITS", "off")]).await;
    app.register("ada@example.com", "Shop").await;
    let body = json!({"email": "ada@example.com", "password": "correct horse battery"});
    let calls = (0..16).map(|_| app.open_post("/api/v1/auth/token", body.clone()));
    let answers = futures::future::join_all(calls).await;
    let failed: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_for_that_account() {
    let app = TestApp::start().await;
    app.register("ada@example.com", "Shop").await;
    let body = json!({"email": "ada@example.com", "password": "wrong horse battery"});
    let calls = (0..12).map(|_| app.open_post("/api/v1/auth/token", body.clone()));
    let answers = futures::future::join_all(calls).await;
    let slowed: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!slowed.is_empty());
    assert_eq!(slowed[0].problem(), "rate_limited");
    assert!(slowed[0].header("retry-after").parse::<u32>().unwrap() >= 1);
}

#[tokio::test]
async fn suspended_people_and_workspaces_are_refused_whatever_their_credential() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let cookie = app.browser(&ada).await;
    let key = app.post(&ada.access, "/api/v1/api-keys", json!({"name": "ci"})).await.success();
    let key = key["secret"].as_str().unwrap().to_owned();
    let refused = ("UPDATE users SET suspended_at = now()", "UPDATE users SET suspended_at = NULL");
    let also = ("UPDATE workspaces SET suspended_at = now()", "UPDATE workspaces SET suspended_at = NULL");
    for (suspend, restore) in [refused, also] {
        app.owner_sql(suspend).await;
        for token in [&ada.access, &key] {
            assert_eq!(app.get(token, "/api/v1/me").await.refusal(), (403, "suspended".to_owned()));
        }
        let by_cookie = app.request(Method::GET, "/api/v1/me").header("cookie", &cookie);
        assert_eq!(app.send(by_cookie).await.refusal(), (403, "suspended".to_owned()));
        let refresh = json!({"refresh_token": ada.refresh});
        assert_eq!(app.open_post("/api/v1/auth/refresh", refresh).await.status, 403);
        let log_in = json!({"email": ada.email, "password": "correct horse battery"});
        assert_eq!(app.open_post("/api/v1/auth/token", log_in).await.status, 403);
        app.owner_sql(restore).await;
        assert_eq!(app.get(&key, "/api/v1/me").await.status, 200);
    }
}
