//! The guarded client against addresses that are not public, redirects, and servers that give too much.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has to stop")]

use std::time::Duration;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use chatsphere_outbound::{FetchLimits, GuardedClient, OutboundError};

async fn serve(router: Router) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

fn site() -> Router {
    Router::new()
        .route("/page", get(|| async { "hello" }))
        .route("/large", get(|| async { "x".repeat(100_000) }))
        .route("/slow", get(|| async { tokio::time::sleep(Duration::from_secs(60)).await }))
        .route("/once", get(|| async { Redirect::temporary("/page") }))
        .route("/circle", get(|| async { Redirect::temporary("/circle") }))
        .route("/inside", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data") }))
        .route("/file", get(|| async { Redirect::temporary("file:///etc/passwd") }))
}

fn loopback_permitted() -> GuardedClient {
    GuardedClient::new(vec!["127.0.0.1/32".parse().unwrap()]).unwrap()
}

#[test]
fn non_public_addresses_are_refused_in_every_spelling() {
    let client = GuardedClient::new(vec![]).unwrap();
    for url in [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127。0。0。1/",
        "http://１２７.0.0.1/",
        "http://%31%32%37.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1]/",
        "http://0/",
        "http://0.0.0.0:8080/",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "http://192.168.1.1./",
    ] {
        assert!(matches!(client.check(url), Err(OutboundError::NotPublic { .. })), "{url}");
    }
}

#[test]
fn addresses_that_are_not_plain_web_addresses_are_refused() {
    let client = GuardedClient::new(vec![]).unwrap();
    for url in [
        "",
        "example.com",
        "//example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "http://",
        "http://user@example.com/",
        "http://user:pass@example.com/",
        "http://example.com:22/",
        "http://example.com:25/",
        "http://exa mple.com/",
        "http://[::1",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
    ] {
        assert!(matches!(client.check(url), Err(OutboundError::InvalidUrl(_))), "{url}");
    }
    for url in ["http://example.com", "https://example.com:8443/v1", "http://1.1.1.1/"] {
        assert!(client.check(url).is_ok(), "{url}");
    }
}

#[tokio::test]
async fn names_that_lead_inside_are_refused_when_they_are_resolved() {
    let port = serve(site()).await;
    let client = GuardedClient::new(vec![]).unwrap();
    let outcome = client.fetch(&format!("http://localhost:{port}/page"), FetchLimits::default()).await;
    assert!(matches!(outcome, Err(OutboundError::NotPublic { .. })), "{outcome:?}");
}

#[tokio::test]
async fn permitted_networks_are_reached_and_redirects_followed() {
    let port = serve(site()).await;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{port}/once");
        let page = loopback_permitted().fetch(&url, FetchLimits::default()).await.unwrap();
        assert_eq!((page.status, page.url.path(), &page.body[..]), (200, "/page", &b"hello"[..]));
    }
}

#[tokio::test]
async fn redirects_are_checked_like_first_addresses() {
    let port = serve(site()).await;
    let fetch = async |path: &str| {
        loopback_permitted()
            .fetch(&format!("http://127.0.0.1:{port}{path}"), FetchLimits::default())
            .await
            .unwrap_err()
    };
    assert!(matches!(fetch("/inside").await, OutboundError::NotPublic { .. }));
    assert!(matches!(fetch("/file").await, OutboundError::InvalidUrl(_)));
    assert!(matches!(fetch("/circle").await, OutboundError::Redirect(_)));
}

#[tokio::test]
async fn size_and_time_are_limited() {
    let port = serve(site()).await;
    let limits = FetchLimits { body_bytes: 1000, total: Duration::from_millis(300) };
    let client = loopback_permitted();
    let large = client.fetch(&format!("http://127.0.0.1:{port}/large"), limits).await;
    assert!(matches!(large, Err(OutboundError::TooLarge { limit_bytes: 1000 })));
    let slow = client.fetch(&format!("http://127.0.0.1:{port}/slow"), limits).await;
    assert!(matches!(slow, Err(OutboundError::Timeout(_))));
    let nobody = client.fetch("http://127.0.0.1:1/", limits).await;
    assert!(matches!(nobody, Err(OutboundError::Unreachable { .. })), "{nobody:?}");
}
