//! The workspace's first page, read from the data.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_first_page_follows_what_happens() {
    let app = TestApp::start().await;
    let ada = app.register("ada@example.com", "Shop").await;
    let fresh = app.get(&ada.access, "/api/v1/overview").await.success();
    assert_eq!(fresh["checklist"]["bot_created"], false);
    assert_eq!(fresh["questions_by_day"].as_array().unwrap().len(), 14);

    let (bot, key) = app.bot(&ada.access, json!({"name": "Bot"})).await;
    let playground =
        app.post(&ada.access, &format!("/api/v1/bots/{bot}/conversations"), json!({})).await.success();
    let (visitor, conversation) = app.visitor(&key, "https://shop.example").await;
    let own = format!("/api/v1/conversations/{}/messages", playground["id"].as_str().unwrap());
    let theirs = format!("/widget/v1/conversations/{conversation}/messages");
    for (path, token) in [(own, &ada.access), (theirs, &visitor)] {
        let body = json!({"client_id": "1", "text": "Do you ship to Norway?"});
        let turn = app.request(Method::POST, &path).bearer_auth(token).json(&body).send().await.unwrap();
        assert!(turn.text().await.unwrap().contains("event: message.completed"));
    }

    let seen = app.get(&ada.access, "/api/v1/overview").await.success();
    let checklist = &seen["checklist"];
    assert_eq!(checklist["bot"], bot);
    assert_eq!((&checklist["tried"], &checklist["installed"]), (&json!(true), &json!(true)));
    assert_eq!((&checklist["branded"], &checklist["knowledge_added"]), (&json!(false), &json!(false)));
    assert_eq!((&seen["questions_week"], &seen["answered_week"]), (&json!(2), &json!(0)));
    assert_eq!(seen["questions_by_day"][13]["questions"], 2);
    assert_eq!(seen["unanswered"][0]["text"], "Do you ship to Norway?");
    assert_eq!(seen["unanswered"].as_array().unwrap().len(), 2);
}
