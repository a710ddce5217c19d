//! A page of another site cannot act with our visitor's cookie.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn changes_by_cookie_need_our_own_origin() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let cookie = app.browser(&ada).await;
    let port = app.base.rsplit_once(':').unwrap().1;
    let post = |headers: Vec<(&'static str, String)>| {
        let mut request =
            app.request(Method::POST, "/api/v1/bots").header("cookie", &cookie).json(&json!({"name": "Bot"}));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        app.send(request)
    };
    for foreign in [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("{}.evil.example", app.base),
        format!("http://127.0.0.1.evil.example:{port}"),
        "http://127.0.0.1:1".to_owned(),
        format!("{}/", app.base),
    ] {
        let answer =
            post(vec![("origin", foreign.clone()), ("sec-fetch-site", "same-origin".to_owned())]).await;
        assert_eq!(answer.refusal(), (403, "cross_site_request".to_owned()), "{foreign}");
    }
    assert_eq!(post(vec![]).await.status, 403);
    assert_eq!(post(vec![("sec-fetch-site", "cross-site".to_owned())]).await.status, 403);
    assert_eq!(post(vec![("sec-fetch-site", "same-origin".to_owned())]).await.status, 201);
    assert_eq!(post(vec![("origin", app.base.clone())]).await.status, 201);
}

#[tokio::test]
async fn reading_by_cookie_and_programs_with_tokens_need_no_origin() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let cookie = app.browser(&ada).await;
    let by_cookie = app.request(Method::GET, "/api/v1/bots").header("cookie", &cookie);
    assert_eq!(app.send(by_cookie).await.status, 200);
    assert_eq!(app.post(&ada.access, "/api/v1/bots", json!({"name": "Bot"})).await.status, 201);
}

#[tokio::test]
async fn a_wrong_token_is_not_made_good_by_a_cookie() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let cookie = app.browser(&ada).await;
    let both = app.request(Method::GET, "/api/v1/me").header("cookie", &cookie).bearer_auth("csa_wrong");
    assert_eq!(app.send(both).await.status, 401);
}
