//! Answers that arrive in pieces, or not to their end.

use chatsphere_ai::ChatError;
use futures::StreamExt;

use crate::server::{Act, Outcome, head, ok, play_once, say, stream_of};
use crate::shapes::{self, Shapes};

/// Text with characters of two, three and four bytes.
const PIECES: [&str; 2] = ["größe ", "🦀 日本"];
const TEXT: &str = "größe 🦀 日本";

/// Tests that run side by side.
const PARALLEL: usize = 16;

/// HTTP chunks, so that what was cut here arrives cut.
fn chunked(pieces: &[&[u8]]) -> Vec<Act> {
    let chunk = |piece: &&[u8]| {
        Act::Say([format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n".as_slice()].concat())
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    let pieces = pieces.iter().filter(|piece| !piece.is_empty()).map(chunk);
    [say(head)].into_iter().chain(pieces).chain([say("0\r\n\r\n")]).collect()
}

/// The outcome of a script for every place at which the body can be cut.
async fn at_every_byte(
    shapes: &Shapes,
    body: &str,
    script: impl Fn(&[u8], &[u8]) -> Vec<Act>,
) -> Vec<(usize, Outcome)> {
    futures::stream::iter(0..=body.len())
        .map(|at| {
            let (before, after) = body.as_bytes().split_at(at);
            let script = script(before, after);
            async move { (at, play_once(shapes, script).await) }
        })
        .buffered(PARALLEL)
        .collect()
        .await
}

async fn assert_may_be_cut(shapes: &Shapes) {
    let body = shapes.answer(&PIECES);
    for (at, outcome) in at_every_byte(shapes, &body, |one, two| chunked(&[one, two])).await {
        assert_eq!(outcome, (TEXT.to_owned(), vec![shapes::usage()], None), "{} at {at}", shapes.kind);
    }
}

// A test for each protocol: they take a while, and so they take it side by side.

#[tokio::test]
async fn an_answer_may_be_cut_in_two_at_every_byte_openai() {
    assert_may_be_cut(&shapes::openai()).await;
}

#[tokio::test]
async fn an_answer_may_be_cut_in_two_at_every_byte_anthropic() {
    assert_may_be_cut(&shapes::anthropic()).await;
}

#[tokio::test]
async fn an_answer_may_be_cut_in_two_at_every_byte_gemini() {
    assert_may_be_cut(&shapes::gemini()).await;
}

#[tokio::test]
async fn an_answer_may_come_byte_by_byte() {
    for shapes in shapes::all() {
        let body = shapes.answer(&PIECES).replace('\n', "\r\n");
        let bytes: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
        let outcome = play_once(&shapes, chunked(&bytes)).await;
        assert_eq!(outcome, (TEXT.to_owned(), vec![shapes::usage()], None), "{}", shapes.kind);
    }
}

async fn assert_never_taken_for_whole(shapes: &Shapes) {
    let body = shapes.answer(&PIECES);
    let mut whole = 0;
    for (at, outcome) in at_every_byte(shapes, &body, |one, _| vec![ok(), Act::Say(one.to_vec())]).await {
        let what = format!("{} at {at}: {outcome:?}", shapes.kind);
        let (text, _, error) = outcome;
        assert!(TEXT.starts_with(&text), "{what}");
        match error {
            None => {
                assert_eq!(text, TEXT, "{what}");
                whole += 1;
            }
            Some(ChatError::Interrupted(_)) => {}
            // Not one whole event came.
            Some(ChatError::Protocol(_)) => assert!(text.is_empty() && at < 200, "{what}"),
            Some(_) => panic!("{what}"),
        }
    }
    assert!((1..body.len() / 2).contains(&whole), "{}: {whole}", shapes.kind);
}

#[tokio::test]
async fn an_answer_that_stops_at_any_byte_is_never_taken_for_a_whole_one_openai() {
    assert_never_taken_for_whole(&shapes::openai()).await;
}

#[tokio::test]
async fn an_answer_that_stops_at_any_byte_is_never_taken_for_a_whole_one_anthropic() {
    assert_never_taken_for_whole(&shapes::anthropic()).await;
}

#[tokio::test]
async fn an_answer_that_stops_at_any_byte_is_never_taken_for_a_whole_one_gemini() {
    assert_never_taken_for_whole(&shapes::gemini()).await;
}

#[tokio::test]
async fn an_answer_without_its_last_event_is_interrupted() {
    for shapes in shapes::all() {
        let body = [(shapes.opening)(), (shapes.text)("The price")].concat();
        let (text, _, error) = stream_of(&shapes, &body).await;
        assert_eq!(text, "The price", "{}", shapes.kind);
        assert!(matches!(error, Some(ChatError::Interrupted(_))), "{}: {error:?}", shapes.kind);
        let body = format!("{body}data: {{\"half");
        let (text, _, error) = stream_of(&shapes, &body).await;
        assert_eq!(text, "The price", "{}", shapes.kind);
        assert!(matches!(error, Some(ChatError::Interrupted(_))), "{}: {error:?}", shapes.kind);
        assert!(error.unwrap().is_retryable());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_interrupted() {
    for shapes in shapes::all() {
        let body = [(shapes.opening)(), (shapes.text)("The price")].concat();
        // The chunk of which this is the beginning has no end.
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n";
        let (text, _, error) = play_once(&shapes, vec![say(head), say(&body)]).await;
        assert_eq!(text, "The price", "{}", shapes.kind);
        assert!(matches!(error, Some(ChatError::Interrupted(_))), "{}: {error:?}", shapes.kind);
    }
}

#[tokio::test]
async fn an_error_in_the_stream_is_told() {
    for shapes in shapes::all() {
        let error = (shapes.error)("over\nloaded, sk-very-secret");
        let (text, _, told) = stream_of(&shapes, &[&(shapes.text)("The"), error.as_str()].concat()).await;
        assert_eq!(text, "The", "{}", shapes.kind);
        assert_eq!(told, Some(ChatError::Interrupted("over loaded, …".to_owned())), "{}", shapes.kind);
        let (_, _, told) = stream_of(&shapes, &[&(shapes.opening)(), error.as_str()].concat()).await;
        let (status, detail) = (shapes.error_status, "over loaded, …".to_owned());
        let expected = ChatError::Refused { status, detail, retry_after: None };
        assert!(expected.is_retryable());
        assert_eq!(told, Some(expected), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn garbage_is_a_protocol_error() {
    for shapes in shapes::all() {
        for body in [
            "<!doctype html><title>Log in</title>",
            "  \n<html>",
            "hello there",
            "data: {not json}\n\n",
            "data: [1, 2]\n\n",
            "data: \"text\"\n\n",
            "{\"choices\": [",
            "{}",
            "\u{0}\u{1}\u{2}\n\n",
        ] {
            let (text, _, error) = stream_of(&shapes, body).await;
            let told = matches!(error, Some(ChatError::Protocol(_)));
            assert!(text.is_empty() && told, "{}: {body:?}: {error:?}", shapes.kind);
        }
        let body = [&(shapes.text)("The price"), "data: {not json}\n\n"].concat();
        let (text, _, error) = stream_of(&shapes, &body).await;
        assert_eq!(text, "The price", "{}", shapes.kind);
        assert!(matches!(error, Some(ChatError::Protocol(_))), "{}: {error:?}", shapes.kind);
    }
}

#[tokio::test]
async fn a_page_instead_of_an_answer_is_told_in_words() {
    for shapes in shapes::all() {
        let page = vec![head("200 OK", "text/html"), say("<!doctype html>\n<title>Welcome to nginx</title>")];
        let (_, _, error) = play_once(&shapes, page).await;
        let told = "an HTML page instead of an answer; is the base URL right?".to_owned();
        assert_eq!(error, Some(ChatError::Protocol(told)), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_cost_a_character_only() {
    for shapes in shapes::all() {
        let body = shapes.answer(&["a¤¤b"]);
        let parts: Vec<&[u8]> = body.split("¤¤").map(str::as_bytes).collect();
        let bytes = parts.join(b"\xff\xfe".as_slice());
        let (text, _, error) = play_once(&shapes, vec![ok(), Act::Say(bytes)]).await;
        assert_eq!((text.as_str(), error), ("a\u{fffd}\u{fffd}b", None), "{}", shapes.kind);
    }
}
