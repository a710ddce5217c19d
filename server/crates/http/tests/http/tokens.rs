//! How long tokens live, and what a stolen one is worth.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{Account, Answer, TestApp};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.open_post("/api/v1/auth/refresh", json!({"refresh_token": token})).await
}

async fn by_cookie(app: &TestApp, cookie: &str) -> u16 {
    app.send(app.request(Method::GET, "/api/v1/me").header("cookie", cookie)).await.status
}

#[tokio::test]
async fn an_access_token_ends_after_an_hour_and_a_refresh_token_gives_a_new_one() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    app.clock.advance(HOUR - Duration::from_secs(1));
    assert_eq!(app.get(&ada.access, "/api/v1/me").await.status, 200);
    app.clock.advance(Duration::from_secs(1));
    let ended = app.get(&ada.access, "/api/v1/me").await;
    assert_eq!(ended.refusal(), (401, "unauthenticated".to_owned()));
    assert_eq!(ended.header("www-authenticate"), "Bearer");
    let pair = refresh(&app, &ada.refresh).await.success();
    assert_eq!(app.get(pair["access_token"].as_str().unwrap(), "/api/v1/me").await.status, 200);
    app.clock.advance(30 * DAY);
    let late = refresh(&app, pair["refresh_token"].as_str().unwrap()).await;
    assert_eq!(late.refusal(), (401, "invalid_refresh_token".to_owned()));
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_every_token_of_its_log_in_and_no_other() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let log_in = json!({"email": ada.email, "password": "correct horse battery"});
    let other = app.open_post("/api/v1/auth/token", log_in).await.success();
    let first = refresh(&app, &ada.refresh).await.success();
    assert_eq!(refresh(&app, &ada.refresh).await.status, 401);
    assert_eq!(refresh(&app, first["refresh_token"].as_str().unwrap()).await.status, 401);
    assert_eq!(app.get(first["access_token"].as_str().unwrap(), "/api/v1/me").await.status, 401);
    assert_eq!(app.get(other["access_token"].as_str().unwrap(), "/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn of_two_refreshes_at_once_at_most_one_wins() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (a, b) = tokio::join!(refresh(&app, &ada.refresh), refresh(&app, &ada.refresh));
    let statuses = [a.status, b.status];
    assert!(statuses.contains(&401) && (statuses.contains(&200)), "{statuses:?}");
}

#[tokio::test]
async fn a_browser_stays_logged_in_while_it_is_used() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let cookie = app.browser(&ada).await;
    for _ in 0..4 {
        app.clock.advance(20 * DAY);
        assert_eq!(by_cookie(&app, &cookie).await, 200);
    }
    app.clock.advance(30 * DAY);
    assert_eq!(by_cookie(&app, &cookie).await, 401);
}

#[tokio::test]
async fn logging_out_ends_this_log_in_and_no_other() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (kept, ended) = (app.browser(&ada).await, app.browser(&ada).await);
    let request =
        app.request(Method::POST, "/api/v1/auth/logout").header("cookie", &ended).header("origin", &app.base);
    let answer = app.send(request).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").starts_with("cs_session=; "));
    assert_eq!(by_cookie(&app, &ended).await, 401);
    assert_eq!(by_cookie(&app, &kept).await, 200);
    assert_eq!(app.post(&ada.access, "/api/v1/auth/logout", json!({})).await.status, 204);
    assert_eq!(app.get(&ada.access, "/api/v1/me").await.status, 401);
    assert_eq!(refresh(&app, &ada.refresh).await.status, 401);
}

#[tokio::test]
async fn no_credential_lies_in_the_database_in_the_clear() {
    let app = TestApp::start().await;
    let ada: Account = app.register("ada@example.com", "Shop").await;
    let key = app.post(&ada.access, "/api/v1/api-keys", json!({"name": "ci"})).await.success();
    let (_, public_key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let (session, _) = app.visitor(&public_key, "https://shop.example").await;
    let sql = "SELECT (SELECT string_agg(t::text, ' ') FROM auth_tokens t) || (SELECT string_agg(k::text, ' ') FROM api_keys k)
               || (SELECT string_agg(s::text, ' ') FROM widget_sessions s) || (SELECT string_agg(u::text, ' ') FROM users u)";
    let rows: (String,) = sqlx::query_as(sql).fetch_one(&mut app.database.owner().await).await.unwrap();
    let secrets =
        [ada.access.as_str(), &ada.refresh, &session, key["secret"].as_str().unwrap(), "correct horse"];
    for secret in secrets {
        assert!(!rows.0.contains(secret));
    }
}
