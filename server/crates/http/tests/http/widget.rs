//! The visitor's side: Origins, sessions, and the events of a turn.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;

const SHOP: &str = "https://shop.example";

#[tokio::test]
async fn a_bot_with_a_list_answers_only_the_pages_on_it() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app
        .bot(&ada.access, json!({"name": "Bot", "allowed_domains": ["shop.example", "*.shop.example"]}))
        .await;
    let path = format!("/widget/v1/bots/{key}");
    for (origin, allowed) in [
        (Some(SHOP), true),
        (Some("https://www.shop.example"), true),
        (Some(app.base.as_str()), true),
        (Some("https://shop.example.evil.example"), false),
        (Some("https://evilshop.example"), false),
        (Some("https://shop.example:8443"), false),
        (Some("https://user@shop.example"), false),
        (Some("null"), false),
        (Some("file://"), false),
        (None, false),
    ] {
        let with_origin = |request: reqwest::RequestBuilder| match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        let front = app.send(with_origin(app.request(Method::GET, &path))).await;
        let session = app.request(Method::POST, &format!("{path}/sessions"));
        let session = app.send(with_origin(session)).await;
        if allowed {
            assert_eq!((front.status, session.status), (200, 201), "{origin:?}");
            assert_eq!(front.header("access-control-allow-origin"), origin.unwrap());
        } else {
            assert_eq!(front.refusal(), (403, "origin_not_allowed".to_owned()), "{origin:?}");
            assert_eq!(session.refusal(), (403, "origin_not_allowed".to_owned()), "{origin:?}");
            assert_eq!(front.header("access-control-allow-origin"), "");
        }
        assert!(front.header("vary").contains("Origin"));
    }
    let live_preview = app.request(Method::GET, &path).header("sec-fetch-site", "same-origin");
    assert_eq!(app.send(live_preview).await.status, 200);
}

#[tokio::test]
async fn the_bootstrap_document_says_nothing_that_is_not_public() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (id, key) = app.bot(&ada.access, json!({"name": "Bot", "instructions": "SECRET"})).await;
    let request = app.request(Method::GET, &format!("/widget/v1/bots/{key}")).header("origin", SHOP);
    let answer = app.send(request).await;
    for hidden in ["SECRET", &id, &ada.workspace_id, "instructions", "model"] {
        assert!(!answer.text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn preflights_are_answered_without_credentials() {
    let app = TestApp::start().await;
    let request = app
        .request(Method::OPTIONS, "/widget/v1/conversations/cnv_x/messages")
        .header("origin", SHOP)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type");
    let answer = app.send(request).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    let headers = answer.header("access-control-allow-headers").to_lowercase();
    assert!(["authorization", "content-type", "last-event-id"].iter().all(|name| headers.contains(name)));
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn a_session_is_bound_to_the_page_that_made_it() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let (token, conversation) = app.visitor(&key, SHOP).await;
    let path = format!("/widget/v1/conversations/{conversation}");
    let from = |origin: Option<&str>| {
        let mut request = app.request(Method::GET, &path).bearer_auth(&token);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        app.send(request)
    };
    assert_eq!(from(Some(SHOP)).await.status, 200);
    assert_eq!(from(None).await.status, 200);
    assert_eq!(from(Some(&app.base)).await.status, 200);
    for other in ["https://evil.example", "null", "http://shop.example"] {
        assert_eq!(from(Some(other)).await.refusal(), (403, "origin_not_allowed".to_owned()), "{other}");
    }
    app.clock.advance(Duration::from_secs(31 * 24 * 60 * 60));
    assert_eq!(from(Some(SHOP)).await.status, 401);
}

#[tokio::test]
async fn a_turn_streams_its_events_and_the_snapshot_agrees() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let (token, conversation) = app.visitor(&key, SHOP).await;
    let path = format!("/widget/v1/conversations/{conversation}");
    let body = json!({"client_id": "m1", "text": "Do you ship to Norway?"});
    let request = app
        .request(Method::POST, &format!("{path}/messages"))
        .bearer_auth(&token)
        .header("origin", SHOP)
        .json(&body);
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(response.status(), 200);
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("x-accel-buffering"), "no");
    assert_eq!(header("cache-control"), "no-cache, no-transform");
    assert_eq!(header("access-control-allow-origin"), SHOP);
    assert!(response.headers().get("content-encoding").is_none());
    let stream = response.text().await.unwrap();
    assert!(stream.starts_with(":"), "a comment comes at once: {stream}");
    let events = events(&stream);
    assert!(events.windows(2).all(|pair| pair[0].0 < pair[1].0), "{stream}");
    let names: Vec<&str> = events.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names[..2], ["message.created", "message.created"]);
    assert_eq!(names.last(), Some(&"message.completed"));
    let deltas: String = events
        .iter()
        .filter(|(_, name, _)| name == "message.delta")
        .map(|(_, _, data)| data["text"].as_str().unwrap())
        .collect();
    let completed = &events.last().unwrap().2["message"];
    assert_eq!(completed["text"], deltas);
    assert_eq!(completed["answered"], false);

    let snapshot =
        app.send(app.request(Method::GET, &path).bearer_auth(&token).header("origin", SHOP)).await.success();
    assert_eq!(snapshot["messages"].as_array().unwrap().len(), 2);
    let again = app
        .request(Method::POST, &format!("{path}/messages"))
        .bearer_auth(&token)
        .header("accept", "application/json")
        .json(&body);
    let again = app.send(again).await;
    assert_eq!((again.status, again.json()["conversation_id"].as_str()), (202, Some(conversation.as_str())));
    let snapshot = app.send(app.request(Method::GET, &path).bearer_auth(&token)).await.success();
    assert_eq!(snapshot["messages"].as_array().unwrap().len(), 2, "the same client_id is one message");

    let rating = |message: &str, rating: i32| {
        let path = format!("/widget/v1/messages/{message}/feedback");
        app.send(app.request(Method::POST, &path).bearer_auth(&token).json(&json!({"rating": rating})))
    };
    let answer = completed["id"].as_str().unwrap();
    assert_eq!(rating(answer, 1).await.status, 204);
    assert_eq!(rating(answer, 5).await.fields(), ["rating"]);
    let handoff = app.request(Method::POST, &format!("{path}/handoff")).bearer_auth(&token);
    assert_eq!(app.send(handoff).await.status, 202);
    let snapshot = app.send(app.request(Method::GET, &path).bearer_auth(&token)).await.success();
    assert_eq!(snapshot["status"], "waiting_for_agent");
}

#[tokio::test]
async fn a_message_too_many_is_refused_with_the_time_to_wait() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let (token, conversation) = app.visitor(&key, SHOP).await;
    let path = format!("/widget/v1/conversations/{conversation}/messages");
    let calls = (0..25).map(|n| {
        let request =
            app.request(Method::POST, &path).bearer_auth(&token).header("accept", "application/json");
        app.send(request.json(&json!({"client_id": format!("m{n}"), "text": "Hello"})))
    });
    let answers = futures::future::join_all(calls).await;
    let slowed: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!slowed.is_empty());
    assert_eq!(slowed[0].problem(), "rate_limited");
    assert!(slowed[0].header("retry-after").parse::<u32>().unwrap() >= 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 202 | 429)));
}

#[tokio::test]
async fn a_reader_goes_on_where_it_was_and_ends_when_the_server_stops() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let (_, key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let (token, conversation) = app.visitor(&key, SHOP).await;
    let path = format!("/widget/v1/conversations/{conversation}");
    let ask = app.request(Method::POST, &format!("{path}/messages")).bearer_auth(&token);
    let ask = ask.json(&json!({"client_id": "m1", "text": "Do you ship to Norway?"}));
    let turn = events(&ask.send().await.unwrap().text().await.unwrap());
    let read = async |query: &str, seen: Option<i64>| {
        let mut request = app.request(Method::GET, &format!("{path}/events{query}")).bearer_auth(&token);
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let mut response = request.send().await.unwrap();
        let mut text = String::new();
        while !text.contains("event: message.completed") || !text.ends_with("\n\n") {
            text.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
        }
        (events(&text), response)
    };
    let (all, open) = read("", None).await;
    assert_eq!(all, turn);
    let (second, third) = (turn[1].0, turn[2].0);
    assert_eq!(read(&format!("?after={second}"), None).await.0, turn[2..]);
    assert_eq!(read("?after=0", Some(third)).await.0, turn[3..], "Last-Event-ID counts first");
    let wrong = app.request(Method::GET, &format!("{path}/events?after=-1")).bearer_auth(&token);
    assert_eq!(app.send(wrong).await.refusal(), (422, "invalid_query".to_owned()));
    app.stop();
    assert_eq!(open.text().await.unwrap(), "", "the stream ends");
}

/// Number, name and data of each event of a stream.
fn events(stream: &str) -> Vec<(i64, String, Value)> {
    let frames = stream.split("\n\n").filter(|frame| frame.starts_with("id:"));
    frames
        .map(|frame| {
            let lines: Vec<&str> = frame.lines().collect();
            let field = |place: usize, name: &str| lines[place].strip_prefix(name).unwrap();
            assert_eq!(lines.len(), 3, "{frame}");
            let data = serde_json::from_str(field(2, "data: ")).unwrap();
            (field(0, "id: ").parse().unwrap(), field(1, "event: ").to_owned(), data)
        })
        .collect()
}
