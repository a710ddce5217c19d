//! An endpoint that follows a script, and a model that asks it.

use std::sync::LazyLock;
use std::time::Duration;

use chatsphere_ai::{
    ChatDelta, ChatError, ChatModel, ChatRequest, ChatRole, ChatStream, ChatTimeouts, ChatTurn, Connection,
    RemoteModel,
};
use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::shapes::Shapes;

pub const KEY: &str = "sk-very-secret";

/// What the endpoint does after it has read a request.
#[derive(Clone)]
pub enum Act {
    Say(Vec<u8>),
    /// Says the same again and again, with a pause before each, until the client goes away.
    Repeat(Vec<u8>, Duration),
    /// Waits until the client goes away.
    Hang,
}

pub fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

pub fn head(status: &str, kind: &str) -> Act {
    say(&format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"))
}

/// The beginning of every stream.
pub fn ok() -> Act {
    head("200 OK", "text/event-stream")
}

/// A server that plays one script a connection; gives its `host:port` and the requests it read. After a
/// `Hang` or `Repeat` it reports `gone`.
pub async fn endpoint(scripts: Vec<Vec<Act>>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (heard, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for script in scripts {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(play(socket, script, heard.clone()));
        }
    });
    (address, requests)
}

async fn play(mut socket: TcpStream, script: Vec<Act>, heard: mpsc::UnboundedSender<String>) {
    socket.set_nodelay(true).unwrap();
    let Some(request) = read_request(&mut socket).await else { return };
    // A test that does not look at requests has dropped the other end.
    _ = heard.send(request);
    for act in script {
        match act {
            Act::Say(bytes) => {
                if socket.write_all(&bytes).await.is_err() {
                    return;
                }
                tokio::task::yield_now().await;
            }
            Act::Repeat(bytes, pause) => {
                while socket.write_all(&bytes).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
                _ = heard.send("gone".to_owned());
            }
            Act::Hang => {
                let gone = socket.read(&mut [0; 1]).await;
                assert!(matches!(gone, Ok(0) | Err(_)), "the client went on talking");
                _ = heard.send("gone".to_owned());
            }
        }
    }
}

/// One request; `None` if the client went away before its end.
async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = socket.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text.into_owned());
            }
        }
    }
}

/// A model at this URL. Its limits are far beyond what a test takes on a busy machine.
pub fn model(shapes: &Shapes, base_url: &str) -> RemoteModel {
    let seconds = Duration::from_secs;
    let timeouts = ChatTimeouts { first_token: seconds(60), idle: seconds(60), total: seconds(90) };
    model_with(shapes, base_url, timeouts)
}

pub fn model_with(shapes: &Shapes, base_url: &str, timeouts: ChatTimeouts) -> RemoteModel {
    let connection = Connection {
        kind: shapes.kind,
        base_url: base_url.to_owned(),
        api_key: Some(KEY.to_owned()),
        model: "small".to_owned(),
    };
    assert!(!format!("{connection:?}").contains(KEY));
    RemoteModel::new(CLIENT.clone(), connection, timeouts)
}

/// Made once, because that takes a tenth of a second; without a pool, whose connections would belong to
/// the runtime of another test.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.pool_max_idle_per_host(0).build().unwrap()
});

pub fn request() -> ChatRequest {
    let turn = |role, text: &str| ChatTurn { role, text: text.to_owned() };
    ChatRequest {
        system: "Be brief.".to_owned(),
        history: vec![turn(ChatRole::Visitor, "Hi"), turn(ChatRole::Assistant, "Hello")],
        question: "How much?".to_owned(),
        max_output_tokens: 50,
        temperature: 0.5,
        ..ChatRequest::default()
    }
}

/// All text, what else came after it, and the error that ended it.
pub type Outcome = (String, Vec<ChatDelta>, Option<ChatError>);

pub async fn collect(mut stream: ChatStream) -> Outcome {
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

/// The outcome of one script for one request.
pub async fn play_once(shapes: &Shapes, script: Vec<Act>) -> Outcome {
    play_request(shapes, script, request()).await
}

pub async fn play_request(shapes: &Shapes, script: Vec<Act>, request: ChatRequest) -> Outcome {
    let (address, _requests) = endpoint(vec![script]).await;
    collect(model(shapes, &shapes.base_url(&address)).stream(request)).await
}

/// The outcome of a stream with this body, after which the connection closes.
pub async fn stream_of(shapes: &Shapes, body: &str) -> Outcome {
    play_once(shapes, vec![ok(), say(body)]).await
}
