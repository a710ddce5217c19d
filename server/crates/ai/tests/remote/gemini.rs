//! What only Google's protocol has.

use std::time::Duration;

use chatsphere_ai::{ChatDelta, ChatError, ChatRequest};
use serde_json::json;

use crate::requests::{dialogue, sent};
use crate::server::{head, play_once, say, stream_of};
use crate::shapes::{End, data, gemini, usage};
use crate::structured::{with_schema, with_tools};

#[tokio::test]
async fn the_body_is_as_documented() {
    let (_, body) = sent(&gemini(), with_tools()).await;
    let expected = json!({
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [
            {"role": "user", "parts": [{"text": "Hi"}]},
            {"role": "model", "parts": [{"text": "Hello"}]},
            {"role": "user", "parts": [{"text": "How much?"}]},
        ],
        "tools": [{"functionDeclarations": [{"name": "find", "description": "Finds an order.",
            "parametersJsonSchema": {"type": "object", "properties": {"q": {"type": "string"}}}}]}],
        "generationConfig": {"maxOutputTokens": 50, "temperature": 0.5},
    });
    assert_eq!(body, expected);
    let bare = ChatRequest { question: "Hi".to_owned(), ..ChatRequest::default() };
    let (_, body) = sent(&gemini(), bare).await;
    let expected = json!({"contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "generationConfig": {"temperature": 0.0}});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn schemas_go_into_the_older_fields_where_the_newer_are_not_known() {
    let words = "Invalid JSON payload received. Unknown name \"responseJsonSchema\" at 'generation_config'";
    let sent = dialogue(&gemini(), &[words], 1, with_schema()).await;
    let schema = with_schema().schema.unwrap().schema;
    let config = |n: usize| &sent[n].1["generationConfig"];
    assert_eq!(config(0)["responseMimeType"], "application/json");
    assert_eq!((&config(0)["responseJsonSchema"], config(0).get("responseSchema")), (&schema, None));
    assert_eq!((&config(1)["responseSchema"], config(1).get("responseJsonSchema")), (&schema, None));
    let words = "Unknown name \"parametersJsonSchema\" at 'tools[0].function_declarations[0]'";
    let sent = dialogue(&gemini(), &[words], 1, with_tools()).await;
    let declaration = &sent[1].1["tools"][0]["functionDeclarations"][0];
    assert_eq!(
        (&declaration["parameters"]["type"], declaration.get("parametersJsonSchema")),
        (&json!("object"), None)
    );
}

#[tokio::test]
async fn a_question_that_is_blocked_is_refused() {
    let body = data(&json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 9}}));
    let (_, _, error) = stream_of(&gemini(), &body).await;
    let Some(ChatError::Refused { status: 403, detail, .. }) = error else { panic!("{error:?}") };
    assert!(detail.contains("PROHIBITED_CONTENT"), "{detail}");
}

#[tokio::test]
async fn a_call_that_the_model_could_not_write_is_a_protocol_error() {
    let body = data(&json!({"candidates": [{"content": {}, "finishReason": "MALFORMED_FUNCTION_CALL"}]}));
    let (_, _, error) = stream_of(&gemini(), &body).await;
    assert!(matches!(error, Some(ChatError::Protocol(_))), "{error:?}");
}

#[tokio::test]
async fn several_calls_of_one_event_stay_apart() {
    let part = |q: u32| json!({"functionCall": {"name": "find", "args": {"q": q}}});
    let body = [
        data(&json!({"candidates": [{"content": {"parts": [part(1), part(2)]}}]})),
        (gemini().ending)(End::Tools),
    ];
    let (_, others, error) = stream_of(&gemini(), &body.concat()).await;
    let call = |id: &str, q: u32| ChatDelta::ToolCall {
        id: id.to_owned(),
        name: "find".to_owned(),
        arguments: json!({"q": q}),
    };
    assert_eq!((others, error), (vec![call("call-1", 1), call("call-2", 2), usage()], None));
}

#[tokio::test]
async fn the_pause_is_read_from_the_body() {
    let body = json!([{"error": {"code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}]}}]);
    let script = vec![head("429 Too Many Requests", "application/json"), say(&body.to_string())];
    let (_, _, error) = play_once(&gemini(), script).await;
    let (detail, retry_after) = ("quota".to_owned(), Some(Duration::from_secs(34)));
    assert_eq!(error, Some(ChatError::Refused { status: 429, detail, retry_after }));
}
