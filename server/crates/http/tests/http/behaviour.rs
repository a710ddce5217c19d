//! How a bot answers, over the API: drafted, published, compared, rolled back, previewed.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Answer, TestApp};

struct Setting {
    app: TestApp,
    ada: Account,
    bot: String,
    public_key: String,
}

impl Setting {
    async fn new(settings: Value) -> Self {
        let app = TestApp::start().await;
        let ada = app.register("ada@example.com", "Shop").await;
        let (bot, public_key) = app.bot(&ada.access, settings).await;
        Self { app, ada, bot, public_key }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/bots/{}/behaviour{rest}", self.bot)
    }

    async fn send(&self, method: Method, rest: &str, body: Value) -> Answer {
        let request = self.app.request(method, &self.path(rest)).bearer_auth(&self.ada.access);
        self.app.send(request.json(&body)).await
    }

    async fn state(&self) -> Value {
        self.app.get(&self.ada.access, &self.path("")).await.success()
    }

    async fn save(&self, draft: Value) -> Value {
        self.send(Method::PUT, "/draft", draft).await.success()
    }
}

#[tokio::test]
async fn a_draft_is_saved_published_compared_and_rolled_back() {
    let setting = Setting::new(json!({"name": "Bot", "instructions": "Be kind."})).await;
    let first = setting.state().await;
    assert_eq!(
        (&first["version"], &first["published_by"], &first["draft"]),
        (&json!(1), &json!("Ada"), &Value::Null)
    );
    assert_eq!(first["published"]["instructions"], "Be kind.");
    assert_eq!(
        (&first["published"]["tone"], &first["published"]["temperature"]),
        (&json!("friendly"), &json!(0.2))
    );

    let drafted = setting
        .save(
            json!({"revision": 1, "instructions": "Be kind.\nBe brief.", "tone": "formal", "language": "de"}),
        )
        .await;
    assert_eq!(drafted["published"]["instructions"], "Be kind.");
    assert_eq!(drafted["draft"]["changes"], json!(["instructions", "tone", "language"]));
    let published =
        setting.send(Method::POST, "/publish", json!({"revision": 2, "note": "For Germany"})).await.success();
    assert_eq!((&published["version"], &published["draft"]), (&json!(2), &Value::Null));
    let bot = setting.app.get(&setting.ada.access, &format!("/api/v1/bots/{}", setting.bot)).await.success();
    assert_eq!(bot["instructions"], "Be kind.\nBe brief.");

    let versions = setting.app.get(&setting.ada.access, &setting.path("/versions")).await.success();
    let items = versions["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(
        (&items[0]["note"], &items[0]["author"], &items[0]["current"]),
        (&json!("For Germany"), &json!("Ada"), &json!(true))
    );
    assert_eq!(items[0]["changes"], json!(["instructions", "tone", "language"]));
    let page = setting.app.get(&setting.ada.access, &setting.path("/versions?limit=1")).await.success();
    assert_eq!(
        (page["items"][0]["changes"].as_array().unwrap().len(), &page["next_cursor"]),
        (3, &json!("2"))
    );

    let compared =
        setting.app.get(&setting.ada.access, &setting.path("/versions/2/compare?with=1")).await.success();
    assert_eq!((&compared["from"], &compared["to"]), (&json!(1), &json!(2)));
    assert_eq!(
        (&compared["fields"][1]["before"], &compared["fields"][1]["after"]),
        (&json!("friendly"), &json!("formal"))
    );
    assert_eq!(compared["fields"][0]["lines"][0][1]["change"], "added");

    let revision = published["revision"].clone();
    let restored =
        setting.send(Method::POST, "/versions/1/restore", json!({"revision": revision})).await.success();
    assert_eq!((&restored["version"], &restored["published"]), (&json!(3), &first["published"]));
    let versions = setting.app.get(&setting.ada.access, &setting.path("/versions")).await.success();
    assert_eq!(versions["items"][0]["restored_from"], 1);
    let again = json!({"revision": restored["revision"]});
    let again = setting.send(Method::POST, "/versions/3/restore", again).await;
    assert_eq!(again.refusal(), (409, "unchanged".to_owned()));
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_whatever_they_do() {
    let setting = Setting::new(json!({"name": "Bot"})).await;
    setting.save(json!({"revision": 1, "tone": "formal"})).await;
    let late = (409, "changed_meanwhile".to_owned());
    for (method, rest, body) in [
        (Method::PUT, "/draft", json!({"revision": 1, "tone": "playful"})),
        (Method::DELETE, "/draft?revision=1", Value::Null),
        (Method::POST, "/publish", json!({"revision": 1})),
        (Method::POST, "/versions/1/restore", json!({"revision": 1})),
    ] {
        assert_eq!(setting.send(method, rest, body).await.refusal(), late, "{rest}");
    }
    assert_eq!(setting.state().await["draft"]["behaviour"]["tone"], "formal");

    // The bot's settings publish at once, which the editor of the draft is told too.
    let bot = format!("/api/v1/bots/{}", setting.bot);
    let patch = setting.app.request(Method::PATCH, &bot).bearer_auth(&setting.ada.access);
    setting.app.send(patch.json(&json!({"instructions": "New."}))).await.success();
    let published = setting.send(Method::POST, "/publish", json!({"revision": 2})).await;
    assert_eq!(published.refusal(), late);
    let state = setting.state().await;
    assert_eq!((&state["version"], &state["draft"]["behaviour"]["tone"]), (&json!(2), &json!("formal")));

    let discarded = setting.send(Method::DELETE, "/draft?revision=3", Value::Null).await.success();
    assert!(discarded["draft"].is_null());
    let nothing = setting.send(Method::POST, "/publish", json!({"revision": discarded["revision"]})).await;
    assert_eq!(nothing.refusal(), (409, "no_draft".to_owned()));
}

#[tokio::test]
async fn settings_that_leave_the_instructions_alone_make_no_version() {
    let setting = Setting::new(json!({"name": "Bot", "instructions": "Be kind."})).await;
    let bot = format!("/api/v1/bots/{}", setting.bot);
    for body in [json!({"name": "Other"}), json!({"instructions": " Be kind. "})] {
        let patch = setting.app.request(Method::PATCH, &bot).bearer_auth(&setting.ada.access);
        setting.app.send(patch.json(&body)).await.success();
    }
    assert_eq!(setting.state().await["version"], 1);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let setting = Setting::new(json!({"name": "Bot"})).await;
    let wrong = json!({
        "revision": 1,
        "instructions": "x".repeat(8_001),
        "tone": "custom",
        "forbidden_topics": ["…"],
        "temperature": 2.5,
        "confidence_threshold": -0.1,
    });
    let answer = setting.send(Method::PUT, "/draft", wrong.clone()).await;
    assert_eq!(answer.refusal(), (422, "invalid_input".to_owned()));
    let fields = ["instructions", "forbidden_topics", "custom_tone", "temperature", "confidence_threshold"];
    assert_eq!(answer.fields(), fields);
    let preview = setting.send(Method::POST, "/preview", json!({"question": " ", "behaviour": wrong})).await;
    assert_eq!(preview.fields(), [&["question"][..], &fields[..]].concat());
    let unknown = setting.send(Method::PUT, "/draft", json!({"revision": 1, "tone": "shouting"})).await;
    assert_eq!(unknown.status, 422);
    for (rest, status) in [
        ("/versions/1/compare?with=1", 422),
        ("/versions/1/compare?with=9", 404),
        ("/versions?cursor=x", 422),
    ] {
        assert_eq!(setting.app.get(&setting.ada.access, &setting.path(rest)).await.status, status, "{rest}");
    }
    setting.save(json!({"revision": 1, "tone": "formal"})).await;
    let note = json!({"revision": 2, "note": "x".repeat(301)});
    assert_eq!(setting.send(Method::POST, "/publish", note).await.fields(), ["note"]);
}

#[tokio::test]
async fn a_preview_is_the_prompt_with_the_size_of_its_parts() {
    let setting = Setting::new(json!({"name": "Bot", "instructions": "Be kind."})).await;
    let tried =
        json!({"instructions": "Mention lamps.", "length": "short", "forbidden_topics": ["politics"]});
    let preview = setting
        .send(Method::POST, "/preview", json!({"question": "Where is it?", "behaviour": tried}))
        .await
        .success();
    let system = preview["system"].as_str().unwrap();
    assert!(system.contains("Mention lamps.") && !system.contains("Be kind."), "{system}");
    assert_eq!((&preview["max_output_tokens"], &preview["model"]), (&json!(400), &json!("built-in")));
    let parts = preview["parts"].as_array().unwrap();
    let sum: u64 = parts.iter().map(|part| part["tokens"].as_u64().unwrap()).sum();
    assert_eq!(preview["tokens"], sum);
    assert!(parts.iter().any(|part| part["part"] == "instructions" && part["tokens"].as_u64() > Some(0)));
    assert_eq!(preview["instead"], "not_sure", "the built-in answerer has nothing to quote");
    let alone = json!({"retrieval": false});
    let path = format!("/api/v1/bots/{}", setting.bot);
    let change = setting.app.request(Method::PATCH, &path).bearer_auth(&setting.ada.access).json(&alone);
    setting.app.send(change).await.success();
    let preview = setting
        .send(Method::POST, "/preview", json!({"question": "Where is it?", "behaviour": tried}))
        .await
        .success();
    assert!(preview.get("instead").is_none());
    let again = json!({"retrieval": true});
    let change = setting.app.request(Method::PATCH, &path).bearer_auth(&setting.ada.access).json(&again);
    setting.app.send(change).await.success();

    let refused = json!({"question": "What of politics?", "behaviour": tried});
    let refused = setting.send(Method::POST, "/preview", refused).await.success();
    assert_eq!(refused["instead"], "forbidden");
    let unsure = json!({"question": "Where is it?", "behaviour": {"confidence_threshold": 0.5, "unknown_reply": "No idea."}});
    let unsure = setting.send(Method::POST, "/preview", unsure).await.success();
    assert_eq!((&unsure["instead"], &unsure["reply"]), (&json!("not_sure"), &json!("No idea.")));
}

#[tokio::test]
async fn visitors_get_the_published_behaviour_whatever_they_ask_for() {
    let setting = Setting::new(json!({"name": "Bot"})).await;
    setting.save(json!({"revision": 1, "unknown_reply": "DRAFTED"})).await;
    let shop = "https://shop.example";
    let path = format!("/widget/v1/bots/{}/sessions?behaviour=draft&uses_draft=true", setting.public_key);
    let request = setting.app.request(Method::POST, &path).header("origin", shop);
    let session =
        request.json(&json!({"behaviour": "draft", "uses_draft": true, "visitor": {"uses_draft": true}}));
    let session = setting.app.send(session).await.success();
    let visitor = session["session_token"].as_str().unwrap().to_owned();
    let theirs = session["conversation_id"].as_str().unwrap().to_owned();
    let ask = async |path: String, token: &str| {
        let body = json!({"client_id": "1", "text": "Do you ship to Norway?"});
        let request = setting.app.request(Method::POST, &path).header("origin", shop).bearer_auth(token);
        request.json(&body).send().await.unwrap().text().await.unwrap()
    };
    let answer = ask(format!("/widget/v1/conversations/{theirs}/messages"), &visitor).await;
    assert!(answer.contains("message.completed") && !answer.contains("DRAFTED"), "{answer}");

    let sql = "UPDATE conversations SET uses_draft = true WHERE channel = 'widget'";
    let forced = sqlx::query(sql).execute(&mut setting.app.database.owner().await).await.unwrap_err();
    assert_eq!(forced.as_database_error().unwrap().constraint(), Some("only_the_playground_uses_drafts"));

    for (query, is_draft) in [("", false), ("?behaviour=published", false), ("?behaviour=draft", true)] {
        let path = format!("/api/v1/bots/{}/conversations{query}", setting.bot);
        let own = setting.app.post(&setting.ada.access, &path, json!({})).await.success();
        let path = format!("/api/v1/conversations/{}/messages", own["id"].as_str().unwrap());
        let answer = ask(path, &setting.ada.access).await;
        assert_eq!(answer.contains("DRAFTED"), is_draft, "{query}: {answer}");
    }
}
