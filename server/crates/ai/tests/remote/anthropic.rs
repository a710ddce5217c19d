//! What only Anthropic's protocol has.

use chatsphere_ai::{ChatDelta, ChatRequest, ChatRole, ChatTurn};
use serde_json::json;

use crate::requests::{dialogue, sent};
use crate::server::{request, stream_of};
use crate::shapes::{End, anthropic, named};
use crate::structured::{with_schema, with_tools};

#[tokio::test]
async fn the_body_is_as_documented_and_the_instructions_are_kept_in_the_cache() {
    let (head, body) = sent(&anthropic(), ChatRequest { temperature: 1.5, ..with_tools() }).await;
    assert!(head.contains("\nanthropic-version: 2023-06-01"), "{head}");
    let expected = json!({
        "model": "small", "stream": true, "max_tokens": 50, "temperature": 1.0,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
            {"role": "user", "content": "How much?"},
        ],
        "tools": [{"name": "find", "description": "Finds an order.",
            "input_schema": {"type": "object", "properties": {"q": {"type": "string"}}}}],
    });
    assert_eq!(body, expected);
    let greeting = ChatTurn { role: ChatRole::Assistant, text: "Welcome!".to_owned() };
    let bare = ChatRequest { question: "Hi".to_owned(), history: vec![greeting], ..ChatRequest::default() };
    let (_, body) = sent(&anthropic(), bare).await;
    let expected = json!({"model": "small", "stream": true, "max_tokens": 4096, "temperature": 0.0,
        "messages": [{"role": "user", "content": "Hi"}]});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_schema_is_a_tool_or_a_format_for_models_that_cannot_be_forced() {
    let words = "tool_choice: forcing a tool is not supported for this model";
    let sent = dialogue(&anthropic(), &[words], 1, with_schema()).await;
    let schema = with_schema().schema.unwrap().schema;
    assert_eq!(sent[0].1["tool_choice"], json!({"type": "tool", "name": "reply"}));
    assert_eq!(sent[0].1["tools"][0]["input_schema"], schema);
    assert_eq!((sent[0].1["tools"].as_array().unwrap().len(), sent[0].1.get("output_config")), (1, None));
    assert_eq!(sent[1].1["output_config"], json!({"format": {"type": "json_schema", "schema": schema}}));
    assert_eq!((sent[1].1.get("tools"), sent[1].1.get("tool_choice")), (None, None));
}

#[tokio::test]
async fn blocks_of_tools_that_the_provider_runs_are_passed_over() {
    let block = json!({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}});
    let delta = json!({"type": "input_json_delta", "partial_json": "{\"query\":"});
    let body = [
        (anthropic().opening)(),
        named(&json!({"type": "content_block_start", "index": 2, "content_block": block})),
        named(&json!({"type": "content_block_delta", "index": 2, "delta": delta})),
        named(&json!({"type": "content_block_stop", "index": 2})),
        (anthropic().text)("fine"),
        (anthropic().ending)(End::Done),
    ];
    let (text, others, error) = stream_of(&anthropic(), &body.concat()).await;
    assert_eq!((text.as_str(), others.len(), error), ("fine", 1, None));
}

#[tokio::test]
async fn the_last_counts_hold() {
    let usage = json!({"input_tokens": 30, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 70,
        "output_tokens": 4});
    let body = [
        (anthropic().opening)(),
        (anthropic().text)("fine"),
        named(&json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage})),
        named(&json!({"type": "message_stop"})),
    ];
    let (_, others, _) = stream_of(&anthropic(), &body.concat()).await;
    let expected = ChatDelta::Usage { input_tokens: 100, output_tokens: 4, cached_input_tokens: 70 };
    assert_eq!(others, [expected]);
    let (_, body) = sent(&anthropic(), ChatRequest { system: " ".to_owned(), ..request() }).await;
    assert_eq!(body.get("system"), None, "an empty text is refused");
}
