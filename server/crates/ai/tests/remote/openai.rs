//! What only OpenAI's protocol has.

use chatsphere_ai::{ChatDelta, ChatError, ChatRequest};
use serde_json::json;

use crate::requests::{dialogue, sent};
use crate::server::{request, stream_of};
use crate::shapes::{self, data, openai, usage};
use crate::structured::{with_schema, with_tools};

const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

#[tokio::test]
async fn the_body_is_as_documented() {
    let (_, body) = sent(&openai(), with_tools()).await;
    let expected = json!({
        "model": "small", "stream": true, "stream_options": {"include_usage": true},
        "max_tokens": 50, "temperature": 0.5,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
            {"role": "user", "content": "How much?"},
        ],
        "tools": [{"type": "function", "function": {"name": "find", "description": "Finds an order.",
            "parameters": {"type": "object", "properties": {"q": {"type": "string"}}}}}],
    });
    assert_eq!(body, expected);
    let (_, body) =
        sent(&openai(), ChatRequest { question: "Hi".to_owned(), ..ChatRequest::default() }).await;
    let expected = json!({"model": "small", "stream": true, "stream_options": {"include_usage": true},
        "temperature": 0.0, "messages": [{"role": "user", "content": "Hi"}]});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_schema_is_a_strict_format_or_words_for_endpoints_that_know_none() {
    let sent = dialogue(&openai(), &["response_format json_schema is not supported"], 1, with_schema()).await;
    let schema = with_schema().schema.unwrap().schema;
    let format = json!({"type": "json_schema",
        "json_schema": {"name": "reply", "schema": schema, "strict": true}});
    assert_eq!((&sent[0].1["response_format"], sent[0].1.get("tools")), (&format, None));
    assert_eq!(sent[1].1["response_format"], json!({"type": "json_object"}));
    let system = sent[1].1["messages"][0]["content"].as_str().unwrap();
    assert!(system.starts_with("Be brief.") && system.ends_with(&schema.to_string()), "{system}");
}

#[tokio::test]
async fn parameters_that_are_refused_are_left_out_and_remembered() {
    let refusals = [
        "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        "Unsupported value: 'temperature' does not support 0.5",
        "stream_options: extra fields not permitted",
    ];
    let sent = dialogue(&openai(), &refusals, 2, request()).await;
    assert_eq!(sent[0].1["max_tokens"], 50);
    for (_, later) in &sent[3..] {
        assert_eq!((&later["max_completion_tokens"], later.get("max_tokens")), (&json!(50), None));
        assert_eq!((later.get("temperature"), later.get("stream_options")), (None, None), "{later}");
    }
}

#[tokio::test]
async fn small_departures_are_tolerated() {
    let text = |text: &str| (openai().text)(text);
    for (what, body) in [
        ("no [DONE]", [&text("fine"), STOP].concat()),
        ("no finish reason", [&text("fine"), "data: [DONE]\n\n"].concat()),
        (
            "nulls",
            [
                "data: {\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":null}}],\"usage\":null,\"error\":null}\n\n",
                &text("fine"),
                STOP,
            ]
            .concat(),
        ),
        (
            "parts",
            [
                &data(&json!({"choices": [{"delta": {"content": [{"type": "text", "text": "fine"}]}}]})),
                STOP,
            ]
            .concat(),
        ),
        (
            "thoughts in a field of their own",
            [&data(&json!({"choices": [{"delta": {"reasoning_content": "hm"}}]})), &text("fine"), STOP].concat(),
        ),
        (
            "an end of its own",
            [text("fine"), STOP.replace("stop", "eos_token")].concat(),
        ),
    ] {
        let (text, others, error) = stream_of(&openai(), &body).await;
        assert_eq!((text.as_str(), others, error), ("fine", vec![], None), "{what}");
    }
}

#[tokio::test]
async fn a_refusal_in_its_own_field_is_one() {
    let refusal = data(&json!({"choices": [{"delta": {"refusal": "I cannot"}, "finish_reason": null}]}));
    let (_, _, error) = stream_of(&openai(), &[&refusal, STOP].concat()).await;
    assert!(matches!(error, Some(ChatError::Refused { status: 403, .. })), "{error:?}");
}

#[tokio::test]
async fn several_calls_come_in_order() {
    let piece = |call: serde_json::Value| {
        data(&json!({"choices": [{"delta": {"tool_calls": [call]}, "finish_reason": null}]}))
    };
    let body = [
        piece(json!({"index": 0, "id": "a", "function": {"name": "find", "arguments": "{\"q\":"}})),
        piece(json!({"index": 1, "id": "b", "function": {"name": "book", "arguments": {"n": 2}}})),
        piece(json!({"index": 0, "function": {"arguments": "1}"}})),
        (shapes::openai().ending)(shapes::End::Tools),
    ];
    let (_, others, error) = stream_of(&openai(), &body.concat()).await;
    let call = |id: &str, name: &str, arguments| ChatDelta::ToolCall {
        id: id.to_owned(),
        name: name.to_owned(),
        arguments,
    };
    let expected = [call("a", "find", json!({"q": 1})), call("b", "book", json!({"n": 2})), usage()];
    assert_eq!((others.as_slice(), error), (expected.as_slice(), None));
}
