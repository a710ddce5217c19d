//! Keys for programs.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_key_works_until_it_is_removed_and_shows_its_secret_once() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let made = app.post(&ada.access, "/api/v1/api-keys", json!({"name": "import job"})).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    let (secret, hint) = (made["secret"].as_str().unwrap(), made["hint"].as_str().unwrap());
    assert!(secret.starts_with("csk_") && secret.starts_with(hint) && hint.len() < 10);
    assert_eq!(app.get(secret, "/api/v1/me").await.success()["user"]["email"], "ada@example.com");
    let listed = app.get(&ada.access, "/api/v1/api-keys").await.success();
    let item = &listed["items"][0];
    assert_eq!((item["name"].as_str(), item.get("secret")), (Some("import job"), None));
    assert!(item["last_used_at"].is_string());
    let path = format!("/api/v1/api-keys/{}", made["id"].as_str().unwrap());
    assert_eq!(app.delete(&ada.access, &path).await.status, 204);
    assert_eq!(app.get(secret, "/api/v1/me").await.status, 401);
    assert_eq!(app.delete(&ada.access, &path).await.refusal(), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn a_key_cannot_make_or_remove_keys() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let made = app.post(&ada.access, "/api/v1/api-keys", json!({"name": "ci"})).await.success();
    let secret = made["secret"].as_str().unwrap();
    let more = app.post(secret, "/api/v1/api-keys", json!({"name": "successor"})).await;
    assert_eq!(more.refusal(), (403, "forbidden".to_owned()));
    let path = format!("/api/v1/api-keys/{}", made["id"].as_str().unwrap());
    assert_eq!(app.delete(secret, &path).await.status, 403);
}
