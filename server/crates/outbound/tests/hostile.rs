//! The guarded client against servers that mean harm: lies about length, floods, bombs, drips, and names
//! that change where they lead.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chatsphere_outbound::{FetchLimits, Fetched, GuardedClient, Lookup, OutboundError, Request};
use futures::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMITS: FetchLimits = FetchLimits { body_bytes: 1 << 20, total: Duration::from_millis(700) };

/// Answers every connection with what `answer` writes for the path asked for.
async fn serve<A, F>(answer: A) -> u16
where
    A: Fn(String, TcpStream) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<()>> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut head = vec![0; 8192];
                let length = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(head.get(..length).unwrap_or_default()).into_owned();
                // A client that hangs up is what is hoped for.
                let _ = answer(head, stream).await;
            });
        }
    });
    port
}

async fn written(mut stream: TcpStream, head: &str, body: &[u8]) -> io::Result<()> {
    stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes()).await?;
    stream.write_all(body).await
}

fn permitted() -> GuardedClient {
    GuardedClient::new(vec!["127.0.0.1/32".parse().unwrap()]).unwrap()
}

async fn fetch(port: u16) -> Result<Fetched, OutboundError> {
    permitted().fetch(&format!("http://127.0.0.1:{port}/"), LIMITS).await
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn more_than_was_said_is_not_read_and_less_is_an_error() {
    let port = serve(|_, stream| async {
        written(stream, "content-length: 5\r\nconnection: close", b"hello, and more").await
    })
    .await;
    assert_eq!(&fetch(port).await.unwrap().body[..], b"hello");
    let port = serve(|_, stream| async { written(stream, "content-length: 5000", b"hello").await }).await;
    assert!(matches!(fetch(port).await, Err(OutboundError::Unreachable { .. })));
}

#[tokio::test]
async fn two_gigabytes_are_refused_before_they_are_read() {
    let said =
        serve(|_, stream| async { written(stream, "content-length: 2147483648", &[0; 1024]).await }).await;
    assert!(matches!(fetch(said).await, Err(OutboundError::TooLarge { .. })));
    let unsaid = serve(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await?;
        for _ in 0..32_768 {
            stream.write_all(&[b'x'; 65_536]).await?;
        }
        Ok(())
    })
    .await;
    assert!(matches!(fetch(unsaid).await, Err(OutboundError::TooLarge { .. })));
}

#[tokio::test]
async fn gzip_is_read_and_a_gzip_bomb_is_refused() {
    let good = gzipped(b"a page");
    let port = serve(move |head, stream| {
        assert!(head.contains("accept-encoding: gzip"), "{head}");
        let good = good.clone();
        async move {
            written(stream, &format!("content-encoding: gzip\r\ncontent-length: {}", good.len()), &good).await
        }
    })
    .await;
    assert_eq!(&fetch(port).await.unwrap().body[..], b"a page");

    let bomb = gzipped(&vec![0; 64 << 20]);
    assert!(bomb.len() < 80_000);
    let port = serve(move |_, stream| {
        let bomb = bomb.clone();
        async move {
            written(stream, &format!("content-encoding: gzip\r\ncontent-length: {}", bomb.len()), &bomb).await
        }
    })
    .await;
    assert!(matches!(fetch(port).await, Err(OutboundError::TooLarge { limit_bytes: 1_048_576 })));

    let not_gzip = serve(|_, stream| async {
        written(stream, "content-encoding: gzip\r\ncontent-length: 12", b"not gzip ...").await
    });
    assert!(matches!(fetch(not_gzip.await).await, Err(OutboundError::Encoding)));
    let cut_off = gzipped(b"a page that was cut off");
    let port = serve(move |_, stream| {
        let cut = cut_off[..cut_off.len() - 9].to_vec();
        async move {
            written(stream, &format!("content-encoding: gzip\r\ncontent-length: {}", cut.len()), &cut).await
        }
    })
    .await;
    assert!(matches!(fetch(port).await, Err(OutboundError::Encoding)));
    let unknown =
        serve(|_, stream| async { written(stream, "content-encoding: br\r\ncontent-length: 1", b"x").await });
    assert!(matches!(fetch(unknown.await).await, Err(OutboundError::Encoding)));
}

#[tokio::test]
async fn a_server_that_drips_is_left_in_time() {
    let port = serve(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await?;
        for _ in 0..200 {
            stream.write_all(b"x").await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    })
    .await;
    let begun = tokio::time::Instant::now();
    assert!(matches!(fetch(port).await, Err(OutboundError::Timeout(_))));
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_redirect_without_end_ends() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let port = serve(|_, mut stream| async move {
        let next = COUNT.fetch_add(1, Ordering::SeqCst);
        let head = format!(
            "HTTP/1.1 302 Found\r\nlocation: /{next}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await
    })
    .await;
    assert!(matches!(fetch(port).await, Err(OutboundError::Redirect(_))));
    assert_eq!(COUNT.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn what_was_seen_before_is_asked_for_on_condition() {
    let port = serve(|head, mut stream| async move {
        assert!(head.contains("if-none-match: \"v1\"") && head.contains("if-modified-since: Sat"), "{head}");
        assert!(head.contains("user-agent: ChatSphere/test"), "{head}");
        stream.write_all(b"HTTP/1.1 304 Not Modified\r\netag: \"v1\"\r\n\r\n").await
    })
    .await;
    let client = permitted();
    let request = Request {
        etag: Some("\"v1\"".to_owned()),
        last_modified: Some("Sat, 21 Nov 2026 10:00:00 GMT".to_owned()),
        user_agent: Some("ChatSphere/test".to_owned()),
        ..Request::new(client.check(&format!("http://127.0.0.1:{port}/")).unwrap(), LIMITS.total)
    };
    let answer = client.open(&request).await.unwrap();
    assert_eq!((answer.status, answer.etag()), (304, Some("\"v1\"")));
}

/// A name whose owner changes its mind.
#[derive(Debug)]
struct Fickle(Vec<Vec<[u8; 4]>>, AtomicUsize);

impl Lookup for Fickle {
    fn lookup(&self, _name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let turn = self.1.fetch_add(1, Ordering::SeqCst).min(self.0.len() - 1);
        let found =
            self.0.get(turn).into_iter().flatten().map(|address| SocketAddr::from((*address, 0))).collect();
        Box::pin(async move { Ok(found) })
    }
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_checked_at_each_connection() {
    let port = serve(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").await
    })
    .await;
    let allow = vec!["127.0.0.1/32".parse().unwrap()];
    let answers = vec![
        // Checked and permitted; of several addresses only those that are.
        vec![[127, 0, 0, 1]],
        vec![[10, 0, 0, 1], [169, 254, 169, 254], [127, 0, 0, 1]],
        vec![[127, 0, 0, 2]],
    ];
    let client = GuardedClient::with_lookup(allow, Arc::new(Fickle(answers, AtomicUsize::new(0)))).unwrap();
    let url = format!("http://fickle.example:{port}/");
    let limits = FetchLimits { total: Duration::from_secs(5), ..LIMITS };
    for _ in 0..2 {
        let page = client.fetch(&url, limits).await.unwrap();
        assert_eq!(page.body, Bytes::from_static(b"ok"));
    }
    assert!(matches!(client.fetch(&url, limits).await, Err(OutboundError::NotPublic { .. })));
}
