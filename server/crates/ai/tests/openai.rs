//! The OpenAI-compatible model against endpoints that do one thing each, mostly a bad one.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has to stop")]

use std::time::{Duration, Instant};

use chatsphere_ai::{
    ChatDelta, ChatError, ChatModel, ChatRequest, ChatRole, ChatTimeouts, ChatTurn, OpenAiModel,
};
use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const KEY: &str = "sk-very-secret";

/// What the endpoint does after it has read a request.
enum Act {
    Say(Vec<u8>),
    /// Waits until the client goes away.
    Hang,
}

fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

fn head(status: &str, kind: &str) -> Act {
    say(&format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"))
}

fn text_event(text: &str) -> String {
    format!("data: {}\n\n", serde_json::json!({"choices": [{"index": 0, "delta": {"content": text}}]}))
}

const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\n\n";
const DONE: &str = "data: [DONE]\n\n";

/// A server that plays one script a connection; gives its base URL and the requests it read.
async fn endpoint(scripts: Vec<Vec<Act>>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (heard, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for script in scripts {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(play(socket, script, heard.clone()));
        }
    });
    (base_url, requests)
}

async fn play(mut socket: TcpStream, script: Vec<Act>, heard: mpsc::UnboundedSender<String>) {
    heard.send(read_request(&mut socket).await).unwrap();
    for act in script {
        match act {
            Act::Say(bytes) => {
                if socket.write_all(&bytes).await.is_err() {
                    return;
                }
                socket.flush().await.unwrap();
                tokio::task::yield_now().await;
            }
            Act::Hang => {
                let gone = socket.read(&mut [0; 1]).await;
                heard.send(format!("client gone: {}", matches!(gone, Ok(0) | Err(_)))).unwrap();
            }
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = socket.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |l| l.parse().unwrap()) {
                return text.into_owned();
            }
        }
        assert!(count > 0, "the request was cut off");
    }
}

fn model(base_url: &str) -> OpenAiModel {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let timeouts = ChatTimeouts {
        first_token: Duration::from_millis(400),
        idle: Duration::from_millis(300),
        total: Duration::from_millis(1500),
    };
    OpenAiModel::new(client, base_url, Some(KEY.to_owned()), "small", timeouts)
}

fn request() -> ChatRequest {
    ChatRequest {
        system: "Be brief.".to_owned(),
        history: vec![
            ChatTurn { role: ChatRole::Visitor, text: "Hi".to_owned() },
            ChatTurn { role: ChatRole::Assistant, text: "Hello".to_owned() },
        ],
        question: "How much?".to_owned(),
        max_output_tokens: 50,
        temperature: 0.0,
        ..ChatRequest::default()
    }
}

/// All text, what else came after it, and the error that ended it.
type Outcome = (String, Vec<ChatDelta>, Option<ChatError>);

async fn ask(base_url: &str) -> Outcome {
    collect(model(base_url).stream(request())).await
}

async fn collect(mut stream: chatsphere_ai::ChatStream) -> Outcome {
    let (mut text, mut others, mut error) = (String::new(), Vec::new(), None);
    while let Some(piece) = stream.next().await {
        assert!(error.is_none(), "nothing comes after an error");
        match piece {
            Ok(ChatDelta::Text(piece)) => {
                assert!(others.is_empty() && !piece.is_empty());
                text.push_str(&piece);
            }
            Ok(other) => others.push(other),
            Err(e) => {
                assert!(!e.to_string().contains(KEY), "{e}");
                error = Some(e);
            }
        }
    }
    (text, others, error)
}

/// The outcome of one script.
async fn play_once(script: Vec<Act>) -> Outcome {
    let (base_url, _requests) = endpoint(vec![script]).await;
    ask(&base_url).await
}

async fn stream_of(body: &str) -> Outcome {
    play_once(vec![head("200 OK", "text/event-stream"), say(body)]).await
}

#[tokio::test]
async fn a_good_stream_is_text_then_usage() {
    let body = [": hello\n\n", &text_event("The "), &text_event("price is 9 €."), STOP, USAGE, DONE].concat();
    let (base_url, mut requests) =
        endpoint(vec![vec![head("200 OK", "text/event-stream"), say(&body)]]).await;
    let (text, others, error) = ask(&base_url).await;
    assert_eq!((text.as_str(), error), ("The price is 9 €.", None));
    assert_eq!(others, [ChatDelta::Usage { input_tokens: 12, output_tokens: 3 }]);
    let request = requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.to_lowercase().contains(&format!("authorization: bearer {KEY}")), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let said: Vec<&str> =
        body["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(said, ["system", "user", "assistant", "user"]);
    assert_eq!((&body["stream"], &body["max_tokens"]), (&true.into(), &50.into()));
}

#[tokio::test]
async fn bytes_may_be_cut_anywhere() {
    let body = [text_event("größe "), text_event("🦀 日本"), STOP.to_owned(), DONE.to_owned()].concat();
    let body = body.replace('\n', "\r\n");
    let mut script = vec![head("200 OK", "text/event-stream")];
    script.extend(body.as_bytes().chunks(1).map(|byte| Act::Say(byte.to_vec())));
    let (text, _, error) = play_once(script).await;
    assert_eq!((text.as_str(), error), ("größe 🦀 日本", None));
}

#[tokio::test]
async fn small_departures_from_the_protocol_are_tolerated() {
    let whole = r#"{"choices":[{"message":{"role":"assistant","content":"whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#;
    let (text, others, error) = play_once(vec![head("200 OK", "application/json"), say(whole)]).await;
    assert_eq!((text.as_str(), others.len(), error), ("whole", 1, None), "no stream at all");
    for (what, body) in [
        ("no [DONE]", [&text_event("fine"), STOP].concat()),
        ("no finish reason", [&text_event("fine"), DONE].concat()),
        ("no last empty line", [&text_event("fine"), STOP.trim_end()].concat()),
        ("no space after the colon", [&text_event("fine"), STOP].concat().replace("data: ", "data:")),
        (
            "nulls",
            format!(
                "data: {{\"choices\":[{{\"delta\":{{\"content\":null}}}}],\"usage\":null,\"error\":null}}\n\n{}{STOP}",
                text_event("fine")
            ),
        ),
        (
            "parts",
            format!(
                "data: {{\"choices\":[{{\"delta\":{{\"content\":[{{\"type\":\"text\",\"text\":\"fine\"}}]}}}}]}}\n\n{STOP}"
            ),
        ),
    ] {
        let (text, _, error) = stream_of(&body).await;
        assert_eq!((text.as_str(), error), ("fine", None), "{what}");
    }
}

#[tokio::test]
async fn an_answer_whose_end_is_known_does_not_wait_for_a_connection_that_stays_open() {
    let body = [text_event("fine"), STOP.to_owned(), DONE.to_owned()].concat();
    let (text, _, error) = play_once(vec![head("200 OK", "text/event-stream"), say(&body), Act::Hang]).await;
    assert_eq!((text.as_str(), error), ("fine", None));
}

#[tokio::test]
async fn a_cut_answer_is_told() {
    let (_, others, error) =
        stream_of(&[&text_event("long"), &STOP.replace("stop", "length"), DONE].concat()).await;
    assert_eq!((others, error), (vec![ChatDelta::Truncated], None));
}

#[tokio::test]
async fn refusals_carry_the_endpoint_s_words_but_never_the_key() {
    for (status, retryable) in
        [(400, false), (401, false), (404, false), (429, true), (500, true), (503, true)]
    {
        let body = format!(r#"{{"error":{{"message":"no, {KEY} is wrong","code":"x"}}}}"#);
        let outcome = play_once(vec![head(&format!("{status} No"), "application/json"), say(&body)]).await;
        let error = outcome.2.unwrap();
        assert_eq!(error, ChatError::Refused { status, detail: "no, … is wrong".to_owned() });
        assert_eq!(error.is_retryable(), retryable, "{status}");
    }
    let page = play_once(vec![head("502 Bad Gateway", "text/html"), say("<html>nginx</html>")]).await;
    assert_eq!(page.2, Some(ChatError::Refused { status: 502, detail: "an HTML page".to_owned() }));
    let redirect =
        say("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    let redirect = play_once(vec![redirect]).await;
    assert!(matches!(redirect.2, Some(ChatError::Refused { status: 307, .. })), "{:?}", redirect.2);
}

#[tokio::test]
async fn a_parameter_that_is_refused_is_left_out_and_remembered() {
    let refusal = |detail: &str| {
        vec![
            head("400 Bad Request", "application/json"),
            say(&format!(r#"{{"error":{{"message":"{detail}"}}}}"#)),
        ]
    };
    let good = || vec![head("200 OK", "text/event-stream"), say(&[&text_event("fine"), STOP].concat())];
    let (base_url, mut requests) = endpoint(vec![
        refusal("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        refusal("Unsupported value: 'temperature' does not support 0"),
        good(),
        good(),
    ])
    .await;
    let model = model(&base_url);
    for _ in 0..2 {
        assert_eq!(collect(model.stream(request())).await, ("fine".to_owned(), vec![], None));
    }
    let mut sent = Vec::new();
    for _ in 0..4 {
        sent.push(requests.recv().await.unwrap());
    }
    assert!(sent[0].contains("\"max_tokens\"") && sent[0].contains("temperature"));
    for later in &sent[2..] {
        assert!(later.contains("max_completion_tokens") && !later.contains("temperature"), "{later}");
    }
}

#[tokio::test]
async fn garbage_is_a_protocol_error() {
    for body in [
        "<!doctype html><title>Log in</title>",
        "hello there",
        "data: {not json}\n\n",
        "data: [1, 2]\n\n",
        "{\"choices\": [",
        "data: {\"choices\":[]}\n\ndata: [DONE]\n\n",
        STOP,
        "",
        "\u{0}\u{1}\u{2}\n\n",
    ] {
        let (text, _, error) = stream_of(body).await;
        assert!(text.is_empty() && matches!(error, Some(ChatError::Protocol(_))), "{body:?}: {error:?}");
    }
    let invalid = Act::Say(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\xfe\"}}]}\n\n".to_vec());
    let (text, _, error) = play_once(vec![head("200 OK", "text/event-stream"), invalid, say(STOP)]).await;
    assert_eq!((text.as_str(), error), ("\u{fffd}\u{fffd}", None));
    let not_http = play_once(vec![say("SSH-2.0-OpenSSH_9.2\r\n")]).await;
    assert!(not_http.2.is_some());
}

#[tokio::test]
async fn what_breaks_off_says_so_after_the_text_that_came() {
    let half = [text_event("The price"), "data: {\"choices\":[{\"del".to_owned()].concat();
    let (text, _, error) = stream_of(&text_event("The price")).await;
    assert!(text == "The price" && matches!(error, Some(ChatError::Interrupted(_))), "{error:?}");
    let (text, _, error) = stream_of(&half).await;
    assert!(text == "The price" && matches!(error, Some(ChatError::Protocol(_) | ChatError::Interrupted(_))));
    let chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n";
    let (text, _, error) = play_once(vec![say(chunked), say(&text_event("The price"))]).await;
    assert!(text == "The price" && matches!(error, Some(ChatError::Interrupted(_))), "{error:?}");
    let error_event = format!("data: {{\"error\":{{\"message\":\"overloaded {KEY}\",\"code\":503}}}}\n\n");
    let (text, _, error) = stream_of(&[&text_event("The price"), error_event.as_str()].concat()).await;
    assert_eq!(
        (text.as_str(), error),
        ("The price", Some(ChatError::Interrupted("overloaded …".to_owned())))
    );
    let (_, _, error) = stream_of(&error_event).await;
    assert_eq!(error, Some(ChatError::Refused { status: 503, detail: "overloaded …".to_owned() }));
}

#[tokio::test]
async fn an_endpoint_that_is_silent_times_out_at_every_stage() {
    let start = Instant::now();
    let before = play_once(vec![Act::Hang]).await;
    assert_eq!(before.2, Some(ChatError::Timeout("before the first word")));
    let comment = play_once(vec![head("200 OK", "text/event-stream"), say(": wait\n\n"), Act::Hang]).await;
    assert_eq!(comment.2, Some(ChatError::Timeout("before the first word")));
    let between =
        play_once(vec![head("200 OK", "text/event-stream"), say(&text_event("a")), Act::Hang]).await;
    assert_eq!((between.0.as_str(), between.2), ("a", Some(ChatError::Timeout("between two words"))));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let (_, _, error) = ask(&base_url).await;
    assert!(matches!(&error, Some(ChatError::Unreachable(_))) && error.unwrap().is_retryable());
    for nonsense in ["", "not a url", "http://"] {
        assert!(matches!(ask(nonsense).await.2, Some(ChatError::Unreachable(_))), "{nonsense}");
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let script = vec![head("200 OK", "text/event-stream"), say(&text_event("a")), Act::Hang];
    let (base_url, mut requests) = endpoint(vec![script]).await;
    let mut stream = model(&base_url).stream(request());
    assert_eq!(stream.next().await.unwrap().unwrap(), ChatDelta::Text("a".to_owned()));
    requests.recv().await.unwrap();
    drop(stream);
    let gone = tokio::time::timeout(Duration::from_secs(2), requests.recv()).await.unwrap();
    assert_eq!(gone.as_deref(), Some("client gone: true"));
}
