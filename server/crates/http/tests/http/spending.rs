//! Budgets and usage as programs see them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

async fn put(app: &TestApp, token: &str, body: Value) -> Answer {
    app.send(app.request(Method::PUT, "/api/v1/budgets").bearer_auth(token).json(&body)).await
}

fn fields(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 422, "{}", answer.text);
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    problem["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn budgets_are_set_changed_and_removed_and_each_workspace_has_its_own() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await.access;
    let bob = app.register("bob@example.com", "Other").await.access;
    let (bot, _) = app.bot(&ada, json!({"name": "Bot"})).await;
    assert_eq!(app.get(&ada, "/api/v1/budgets").await.success(), json!({"items": []}));

    put(&app, &ada, json!({"scope": "workspace", "limit": {"answers": 100}})).await.success();
    let of_bot = json!({"period": "day", "micros": 2_500_000, "at_limit": "handoff"});
    put(&app, &ada, json!({"scope": "bot", "bot_id": bot, "limit": of_bot})).await.success();
    let all = put(&app, &ada, json!({"scope": "session", "limit": {"answers": 5, "at_limit": "closed"}}));
    let all = all.await.success();
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["limit"], json!({"period": "month", "answers": 100, "at_limit": "built_in"}));
    assert_eq!((&items[1]["bot_id"], &items[1]["bot_name"]), (&json!(bot), &json!("Bot")));
    assert_eq!(items[1]["limit"]["micros"], 2_500_000);
    assert_eq!((&items[2]["limit"]["period"], &items[2]["level"]), (&json!("session"), &json!("fine")));

    assert_eq!(app.get(&bob, "/api/v1/budgets").await.success(), json!({"items": []}));
    let limit = json!({"answers": 1});
    let foreign = put(&app, &bob, json!({"scope": "bot", "bot_id": bot, "limit": limit})).await;
    assert_eq!(foreign.refusal(), (404, "not_found".to_owned()));
    let foreign = put(&app, &bob, json!({"scope": "bot", "bot_id": bot, "limit": null})).await;
    assert_eq!(foreign.refusal(), (404, "not_found".to_owned()));

    let left = put(&app, &ada, json!({"scope": "workspace", "limit": null})).await.success();
    assert_eq!(left["items"].as_array().unwrap().len(), 2);
    let overview = app.get(&ada, "/api/v1/overview").await.success();
    assert_eq!(overview["budgets"], json!([]), "nothing is near its limit");
    put(&app, &ada, json!({"scope": "workspace", "limit": {"answers": 0}})).await.success();
    let overview = app.get(&ada, "/api/v1/overview").await.success();
    assert_eq!(overview["budgets"][0]["level"], "reached");
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await.access;
    let wrong = json!({"scope": "bot", "limit": {"period": "session", "answers": -1, "micros": -1}});
    let named = fields(&put(&app, &ada, wrong).await);
    assert_eq!(named, ["bot_id", "limit.period", "limit.answers", "limit.micros"]);
    let nothing = json!({"scope": "workspace", "limit": {}});
    assert_eq!(fields(&put(&app, &ada, nothing).await), ["limit.answers", "limit.micros"]);
    for (query, named) in [
        ("from=yesterday&to=2026-02-30", vec!["to", "from"]),
        ("from=2026-03-01&to=2026-02-01", vec!["from"]),
        ("from=2024-01-01&to=2026-01-01", vec!["from"]),
    ] {
        let answer = app.get(&ada, &format!("/api/v1/usage?{query}")).await;
        assert_eq!(fields(&answer), named, "{query}");
    }
    assert_eq!(app.get(&ada, "/api/v1/usage?group=hour").await.status, 422);
    let report = app.get(&ada, "/api/v1/usage?from=2026-02-01&to=2026-02-28").await.success();
    assert_eq!(report["items"].as_array().unwrap().len(), 28, "days without an answer included");
    assert_eq!(report["total"]["micros"], 0);
}
