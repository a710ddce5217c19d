//! Endpoints that do not stop.

use std::time::Duration;

use chatsphere_ai::{ChatDelta, ChatError, ChatModel};

use crate::server::{Act, collect, endpoint, model, ok, play_once, request, say};
use crate::shapes;

#[tokio::test]
async fn an_endless_answer_is_cut_and_its_connection_closed() {
    for shapes in shapes::all() {
        let more = (shapes.text)(&"blah ".repeat(200));
        let script = vec![ok(), say(&(shapes.opening)()), Act::Repeat(more.into_bytes(), Duration::ZERO)];
        let (address, mut requests) = endpoint(vec![script]).await;
        let (text, others, error) =
            collect(model(&shapes, &shapes.base_url(&address)).stream(request())).await;
        assert_eq!((others, error), (vec![ChatDelta::Truncated], None), "{}", shapes.kind);
        assert!((255 << 10..=256 << 10).contains(&text.len()), "{}: {}", shapes.kind, text.len());
        requests.recv().await.unwrap();
        assert_eq!(requests.recv().await.as_deref(), Some("gone"), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_stream_that_goes_on_and_says_nothing_is_a_protocol_error() {
    for shapes in shapes::all() {
        let nothing = format!(": {}\n\n", "x".repeat(1 << 18));
        let script = vec![ok(), say(&(shapes.opening)()), Act::Repeat(nothing.into_bytes(), Duration::ZERO)];
        let error = play_once(&shapes, script).await.2;
        let told = "an answer that does not end".to_owned();
        assert_eq!(error, Some(ChatError::Protocol(told)), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_line_of_ten_megabytes_is_a_protocol_error() {
    const LINE_BYTES: usize = 10_000_000;
    for shapes in shapes::all() {
        for (what, body) in [
            ("no event", "x".repeat(LINE_BYTES)),
            ("an event of letters", format!("data: {}\n\n", "x".repeat(LINE_BYTES))),
            ("an event of text", (shapes.text)(&"x".repeat(LINE_BYTES))),
            ("a document", format!("{{\"x\": \"{}\"}}", "x".repeat(LINE_BYTES))),
        ] {
            let (address, mut requests) = endpoint(vec![vec![ok(), say(&body), Act::Hang]]).await;
            let (text, _, error) =
                collect(model(&shapes, &shapes.base_url(&address)).stream(request())).await;
            assert!(text.is_empty(), "{}: {what}", shapes.kind);
            assert!(matches!(error, Some(ChatError::Protocol(_))), "{}: {what}: {error:?}", shapes.kind);
            requests.recv().await.unwrap();
        }
    }
}
