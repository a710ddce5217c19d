//! Every refusal has the one shape, wherever it comes from.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use chatsphere_http::HttpState;
use reqwest::Method;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::{Answer, TestApp};

#[tokio::test]
async fn the_router_the_extractors_and_the_handlers_refuse_in_one_shape() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let bots = |body: &'static str, kind: &'static str| {
        let request = app.request(Method::POST, "/api/v1/bots").bearer_auth(&ada.access);
        app.send(request.header("content-type", kind).body(body))
    };
    let json_type = "application/json";
    for (answer, status, code) in [
        (app.get(&ada.access, "/api/v1/nothing").await, 404, "not_found"),
        (app.get(&ada.access, "/elsewhere").await, 404, "not_found"),
        (app.get(&ada.access, "/api/v1/bots/not-an-id").await, 404, "not_found"),
        (app.get(&ada.access, "/api/v1/bots/%00%ff").await, 404, "not_found"),
        (app.delete(&ada.access, "/api/v1/me").await, 405, "method_not_allowed"),
        (bots("{", json_type).await, 400, "malformed_json"),
        (bots("[]", json_type).await, 422, "invalid_input"),
        (bots(r#"{"name": 7}"#, json_type).await, 422, "invalid_input"),
        (bots(r#"{"name": "a\u0000b"}"#, json_type).await, 422, "invalid_input"),
        (bots(r#"{"name": "Bot"}"#, "text/plain").await, 415, "unsupported_media_type"),
        (app.get(&ada.access, "/api/v1/bots?limit=many").await, 422, "invalid_query"),
        (app.get(&ada.access, "/api/v1/bots?cursor=%00").await, 422, "invalid_query"),
    ] {
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{answer:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let body = json!({"name": "x".repeat(2 * 1024 * 1024)});
    let answer = app.post(&ada.access, "/api/v1/bots", body).await;
    assert_eq!(answer.refusal(), (413, "too_large".to_owned()));
}

#[tokio::test]
async fn naughty_text_is_stored_as_it_is_or_refused_clearly() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    for text in [
        "Ω≈ç√∫",
        "<script>alert(1)</script>",
        "'; DROP TABLE bots;--",
        "🐵 🙈 🙉",
        "\u{202e}ʇxǝʇ",
        "\u{feff}x",
        "%s%d",
    ] {
        let answer = app.post(&ada.access, "/api/v1/bots", json!({"name": text})).await;
        match answer.status {
            201 => assert_eq!(answer.json()["name"], text),
            _ => assert_eq!(answer.refusal(), (422, "invalid_input".to_owned())),
        }
    }
}

#[tokio::test]
async fn a_request_id_is_ours_whatever_the_caller_says() {
    let app = TestApp::start().await;
    let request = app.request(Method::GET, "/healthz").header("x-request-id", "chosen-by-caller");
    let answer = app.send(request).await;
    assert_eq!(answer.header("x-request-id").len(), 24);
    assert_ne!(answer.header("x-request-id"), "chosen-by-caller");
}

#[tokio::test]
async fn a_panic_is_a_problem_that_says_nothing() {
    let app = TestApp::start().await;
    let state = HttpState::new(Arc::clone(&app.platform), CancellationToken::new());
    let boom = || async {
        assert!(std::hint::black_box(false), "a secret detail");
        "never"
    };
    let router = chatsphere_http::around(Router::new().route("/boom", get(boom)), &state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/boom", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    let answer = Answer::read(reqwest::get(address).await.unwrap()).await;
    assert_eq!(answer.refusal(), (500, "internal".to_owned()));
    assert!(!answer.text.contains("secret detail"));
}
