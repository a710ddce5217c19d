//! Tool calls, and answers in the form of a schema.

use chatsphere_ai::{ChatDelta, ChatError, ChatRequest, OutputSchema, Tool};
use serde_json::json;

use crate::server::{ok, play_request, request, say, stream_of};
use crate::shapes::{self, End};

pub fn with_tools() -> ChatRequest {
    let parameters = json!({"type": "object", "properties": {"q": {"type": "string"}}});
    let (name, description) = ("find".to_owned(), "Finds an order.".to_owned());
    ChatRequest { tools: vec![Tool { name, description, parameters }], ..request() }
}

pub fn with_schema() -> ChatRequest {
    let schema = json!({"type": "object", "properties": {"answer": {"type": "string"}},
        "required": ["answer"], "additionalProperties": false});
    ChatRequest { schema: Some(OutputSchema { name: "reply".to_owned(), schema }), ..with_tools() }
}

fn call_of(others: &[ChatDelta]) -> (&str, &serde_json::Value) {
    match others {
        [ChatDelta::ToolCall { id, name, arguments }, usage] if !id.is_empty() => {
            assert_eq!(*usage, shapes::usage());
            (name, arguments)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_tool_call_is_put_together() {
    for shapes in shapes::all() {
        let body = shapes.answer_with_call(&[r#"{"q":"#, "", r#""grün"#, r#"\n","n":1}"#]);
        let (text, others, error) = play_request(&shapes, vec![ok(), say(&body)], with_tools()).await;
        assert_eq!((text.as_str(), error), ("", None), "{}", shapes.kind);
        assert_eq!(call_of(&others), ("find", &json!({"q": "grün\n", "n": 1})), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_call_without_arguments_has_empty_ones() {
    for shapes in shapes::all() {
        let (_, others, error) = stream_of(&shapes, &shapes.answer_with_call(&["{}"])).await;
        assert_eq!((call_of(&others).1, error), (&json!({}), None), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn text_may_stand_before_a_call() {
    for shapes in shapes::all() {
        let parts = [(shapes.opening)(), (shapes.text)("Let me look."), (shapes.tool_call)(&["{}"])];
        let body = [parts.concat(), (shapes.ending)(End::Tools)].concat();
        let (text, others, error) = stream_of(&shapes, &body).await;
        assert_eq!((text.as_str(), error), ("Let me look.", None), "{}", shapes.kind);
        assert_eq!(call_of(&others).0, "find", "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_call_that_is_no_json_is_a_protocol_error() {
    for shapes in shapes::all() {
        for arguments in [r#"{"q":"#, "[1]", "find it", r#"{"q":1}}"#] {
            let (_, others, error) = stream_of(&shapes, &shapes.answer_with_call(&[arguments])).await;
            assert!(others.is_empty(), "{}: {arguments}", shapes.kind);
            let told = matches!(error, Some(ChatError::Protocol(_)));
            assert!(told, "{}: {arguments}: {error:?}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn an_answer_in_a_form_is_its_json_as_text() {
    let pieces = [r#"{"ans"#, r#"wer":"9 €"#, r#""}"#];
    for shapes in shapes::all() {
        let body = [(shapes.opening)(), (shapes.structured)(&pieces), (shapes.ending)(End::Done)].concat();
        let (text, others, error) = play_request(&shapes, vec![ok(), say(&body)], with_schema()).await;
        assert_eq!((text.as_str(), error), (r#"{"answer":"9 €"}"#, None), "{}", shapes.kind);
        assert_eq!(others, [shapes::usage()], "{}", shapes.kind);
    }
}
