//! Endpoints that say no, and endpoints that are not there.

use std::time::Duration;

use chatsphere_ai::{ChatError, ChatModel};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::{Act, collect, head, model, play_once, request, say};
use crate::shapes::{self, Shapes};

#[tokio::test]
async fn refusals_carry_the_endpoint_s_words_but_never_the_key() {
    for shapes in shapes::all() {
        for (status, retryable) in [
            (400, false),
            (401, false),
            (403, false),
            (404, false),
            (429, true),
            (500, true),
            (503, true),
            (529, true),
        ] {
            let body = (shapes.refusal)("no, sk-very-secret is\n wrong").to_string();
            let script = vec![head(&format!("{status} No"), "application/json"), say(&body)];
            let error = play_once(&shapes, script).await.2.unwrap();
            let detail = "no, … is wrong".to_owned();
            assert_eq!(error, ChatError::Refused { status, detail, retry_after: None }, "{}", shapes.kind);
            assert_eq!(error.is_retryable(), retryable, "{}: {status}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn the_pause_that_an_endpoint_asks_for_is_told() {
    for shapes in shapes::all() {
        for (headers, pause) in [
            ("Retry-After: 7\r\n", Some(7)),
            ("Retry-After: 86400\r\n", Some(3600)),
            (
                "Retry-After: Wed, 21 Oct 2026 07:29:00 GMT\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n",
                Some(60),
            ),
            ("Retry-After: later\r\n", None),
            ("", None),
        ] {
            let body = (shapes.refusal)("slow down").to_string();
            let head = format!("HTTP/1.1 429 Too Many Requests\r\n{headers}Connection: close\r\n\r\n");
            let error = play_once(&shapes, vec![say(&head), say(&body)]).await.2.unwrap();
            assert_eq!(error.retry_after(), pause.map(Duration::from_secs), "{}: {headers}", shapes.kind);
            assert!(error.is_retryable(), "{}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn refusals_in_other_forms_are_told_in_words() {
    for shapes in shapes::all() {
        for (body, told) in [
            ("<html><body>nginx</body></html>", "an HTML page"),
            ("  upstream\n gone ", "upstream gone"),
            ("", "Bad Gateway"),
            (r#"{"detail":"no such route"}"#, "no such route"),
        ] {
            let script = vec![head("502 Bad Gateway", "text/html"), say(body)];
            let error = play_once(&shapes, script).await.2;
            let (status, detail) = (502, told.to_owned());
            assert_eq!(
                error,
                Some(ChatError::Refused { status, detail, retry_after: None }),
                "{}",
                shapes.kind
            );
        }
        let elsewhere =
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        let error = play_once(&shapes, vec![say(elsewhere)]).await.2;
        assert!(matches!(error, Some(ChatError::Refused { status: 307, .. })), "{}: {error:?}", shapes.kind);
    }
}

#[tokio::test]
async fn a_refusal_that_does_not_end_is_read_no_further() {
    for shapes in shapes::all() {
        let script = vec![head("500 No", "text/plain"), Act::Repeat(vec![b'x'; 8192], Duration::ZERO)];
        let error = play_once(&shapes, script).await.2;
        assert!(matches!(error, Some(ChatError::Refused { status: 500, .. })), "{}: {error:?}", shapes.kind);
    }
}

async fn ask(shapes: &Shapes, base_url: &str) -> ChatError {
    collect(model(shapes, base_url).stream(request())).await.2.unwrap()
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_unreachable() {
    for shapes in shapes::all() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        drop(listener);
        let error = ask(&shapes, &shapes.base_url(&address)).await;
        assert!(matches!(error, ChatError::Unreachable(_)), "{}: {error:?}", shapes.kind);
        assert!(error.is_retryable());
        for nonsense in ["", "not a url", "http://", "ftp://127.0.0.1"] {
            let error = ask(&shapes, nonsense).await;
            assert!(matches!(error, ChatError::Unreachable(_)), "{}: {nonsense}: {error:?}", shapes.kind);
        }
    }
}

#[tokio::test]
async fn an_endpoint_without_a_secure_connection_is_unreachable() {
    // A fatal alert (handshake failure), no TLS at all, and a connection that just closes.
    let replies: [&[u8]; 3] = [b"\x15\x03\x03\x00\x02\x02\x28", b"HTTP/1.1 400 Bad Request\r\n\r\n", b""];
    for shapes in shapes::all() {
        for reply in replies {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap().to_string();
            tokio::spawn(async move {
                let (mut socket, _) = listener.accept().await.unwrap();
                _ = socket.read(&mut [0; 4096]).await;
                _ = socket.write_all(reply).await;
            });
            let base_url = shapes.base_url(&address).replace("http:", "https:");
            let error = ask(&shapes, &base_url).await;
            assert!(matches!(error, ChatError::Unreachable(_)), "{}: {reply:?}: {error:?}", shapes.kind);
        }
    }
}
