//! Answers as they should be, and as they still may be.

use chatsphere_ai::{ChatDelta, ChatError, ChatModel};
use futures::StreamExt;
use serde_json::json;

use crate::server::{Act, collect, endpoint, head, model, ok, play_once, request, say, stream_of};
use crate::shapes::{self, End};

#[tokio::test]
async fn a_good_stream_is_text_then_usage() {
    for shapes in shapes::all() {
        let body = shapes.answer(&["The ", "price is 9 €."]);
        let (text, others, error) = stream_of(&shapes, &body).await;
        assert_eq!((text.as_str(), error), ("The price is 9 €.", None), "{}", shapes.kind);
        assert_eq!(others, [shapes::usage()], "{}", shapes.kind);
    }
}

#[tokio::test]
async fn text_is_handed_out_as_it_comes() {
    for shapes in shapes::all() {
        let first = [(shapes.opening)(), (shapes.text)("The ")].concat();
        let (address, _requests) = endpoint(vec![vec![ok(), say(&first), Act::Hang]]).await;
        let mut stream = model(&shapes, &shapes.base_url(&address)).stream(request());
        let piece = stream.next().await.unwrap();
        assert_eq!(piece, Ok(ChatDelta::Text("The ".to_owned())), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn an_answer_in_one_document_is_as_good() {
    for shapes in shapes::all() {
        let document = (shapes.whole)("whole").to_string();
        let (text, others, error) =
            play_once(&shapes, vec![head("200 OK", "application/json"), say(&document)]).await;
        assert_eq!((text.as_str(), error), ("whole", None), "{}", shapes.kind);
        assert_eq!(others, [shapes::usage()], "{}", shapes.kind);
    }
}

#[tokio::test]
async fn line_ends_and_blanks_of_every_kind_are_understood() {
    for shapes in shapes::all() {
        let body = shapes.answer(&["fine"]);
        for (what, body) in [
            ("CRLF", body.replace('\n', "\r\n")),
            ("CR", body.replace('\n', "\r")),
            ("no space after the colon", body.replace("data: ", "data:")),
            ("no last empty line", body.trim_end().to_owned()),
            ("a byte order mark", format!("\u{feff}{body}")),
            ("comments", body.replace("\n\n", "\n\n: keep-alive\n\n")),
            ("[DONE] at the end", format!("{body}data: [DONE]\n\n")),
            ("more after the end", format!("{body}data: [DONE]\n\ndata: {{nonsense}}\n\n")),
        ] {
            let (text, others, error) = stream_of(&shapes, &body).await;
            assert_eq!((text.as_str(), error), ("fine", None), "{}: {what}", shapes.kind);
            assert_eq!(others, [shapes::usage()], "{}: {what}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn events_that_are_not_known_are_passed_over() {
    for shapes in shapes::all() {
        let news = shapes::named(&json!({"type": "news", "content": "later"}));
        let body = [news.as_str(), &shapes.answer(&["fine"])].concat();
        let (text, _, error) = stream_of(&shapes, &body).await;
        assert_eq!((text.as_str(), error), ("fine", None), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn an_answer_whose_end_is_known_does_not_wait_for_a_connection_that_stays_open() {
    for shapes in shapes::all() {
        let script = vec![ok(), say(&shapes.answer(&["fine"])), Act::Hang];
        let (address, mut requests) = endpoint(vec![script]).await;
        let (text, others, error) =
            collect(model(&shapes, &shapes.base_url(&address)).stream(request())).await;
        assert_eq!((text.as_str(), error), ("fine", None), "{}", shapes.kind);
        assert_eq!(others, [shapes::usage()], "{}", shapes.kind);
        requests.recv().await.unwrap();
        assert_eq!(requests.recv().await.as_deref(), Some("gone"), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_cut_answer_is_told() {
    for shapes in shapes::all() {
        let (text, others, error) =
            stream_of(&shapes, &shapes.answer_that_ends(&["long"], End::Length)).await;
        assert_eq!((text.as_str(), error), ("long", None), "{}", shapes.kind);
        assert_eq!(others, [ChatDelta::Truncated, shapes::usage()], "{}", shapes.kind);
    }
}

#[tokio::test]
async fn an_empty_answer_is_none() {
    for shapes in shapes::all() {
        for (what, body) in [
            ("nothing", String::new()),
            ("blanks", "\n \r\n\n".to_owned()),
            ("only the frame", shapes.answer(&[])),
            ("empty pieces", shapes.answer(&["", ""])),
            ("only thoughts", shapes.answer_that_ends(&[], End::Length)),
        ] {
            let (text, others, error) = stream_of(&shapes, &body).await;
            assert!(text.is_empty() && others.is_empty(), "{}: {what}", shapes.kind);
            assert!(matches!(error, Some(ChatError::Protocol(_))), "{}: {what}: {error:?}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn what_the_provider_filters_is_a_refusal_or_a_break() {
    for shapes in shapes::all() {
        let (_, _, error) = stream_of(&shapes, &shapes.answer_that_ends(&[], End::Filter)).await;
        assert!(matches!(error, Some(ChatError::Refused { status: 403, .. })), "{}: {error:?}", shapes.kind);
        let (text, _, error) = stream_of(&shapes, &shapes.answer_that_ends(&["How"], End::Filter)).await;
        assert!(matches!(error, Some(ChatError::Interrupted(_))), "{}: {error:?}", shapes.kind);
        assert_eq!(text, "How", "{}", shapes.kind);
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    for shapes in shapes::all() {
        let first = [(shapes.opening)(), (shapes.text)("a")].concat();
        let (address, mut requests) = endpoint(vec![vec![ok(), say(&first), Act::Hang]]).await;
        let mut stream = model(&shapes, &shapes.base_url(&address)).stream(request());
        assert_eq!(stream.next().await.unwrap().unwrap(), ChatDelta::Text("a".to_owned()));
        requests.recv().await.unwrap();
        drop(stream);
        assert_eq!(requests.recv().await.as_deref(), Some("gone"), "{}", shapes.kind);
    }
}
