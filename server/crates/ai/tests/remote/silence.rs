//! Endpoints that keep us waiting. The limit that a test is about is short, the others are out of reach; the
//! protocols wait side by side.

use std::time::{Duration, Instant};

use chatsphere_ai::{ChatDelta, ChatError, ChatModel, ChatTimeouts};
use futures::StreamExt;

use crate::server::{Act, endpoint, model_with, ok, request, say};
use crate::shapes::{self, Shapes};

const OUT_OF_REACH: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(400);

/// How often an endpoint says something that is no answer.
const OFTEN: Duration = Duration::from_millis(40);

fn limits() -> ChatTimeouts {
    ChatTimeouts { first_token: OUT_OF_REACH, idle: OUT_OF_REACH, total: OUT_OF_REACH }
}

/// Plays a script for each protocol; every one has to end with this error after `SHORT`, and not much later.
async fn assert_timeout(script: impl Fn(&Shapes) -> Vec<Act>, limits: ChatTimeouts, what: &'static str) {
    let shapes = shapes::all();
    let waits = shapes.iter().map(|shapes| async {
        let (address, mut requests) = endpoint(vec![script(shapes)]).await;
        let start = Instant::now();
        let mut stream = model_with(shapes, &shapes.base_url(&address), limits).stream(request());
        let error = loop {
            match stream.next().await.unwrap() {
                Ok(ChatDelta::Text(_)) => {}
                Ok(other) => panic!("{other:?}"),
                Err(error) => break error,
            }
        };
        let waited = start.elapsed();
        assert_eq!(error, ChatError::Timeout(what), "{}", shapes.kind);
        assert!((SHORT..OUT_OF_REACH / 2).contains(&waited), "{}: {waited:?}", shapes.kind);
        assert!(stream.next().await.is_none(), "{}", shapes.kind);
        requests.recv().await.unwrap();
        assert_eq!(requests.recv().await.as_deref(), Some("gone"), "{}", shapes.kind);
    });
    futures::future::join_all(waits).await;
}

#[test]
fn the_usual_limits_end_a_silence_of_a_minute() {
    let ChatTimeouts { first_token, idle, total } = ChatTimeouts::default();
    assert!(first_token < OUT_OF_REACH && idle < OUT_OF_REACH && total < 3 * OUT_OF_REACH);
}

#[tokio::test]
async fn an_endpoint_that_says_nothing_at_all_times_out() {
    let limits = ChatTimeouts { first_token: SHORT, ..limits() };
    let what = "before the first word";
    assert_timeout(|_| vec![Act::Hang], limits, what).await;
    assert_timeout(|_| vec![ok(), Act::Hang], limits, what).await;
    assert_timeout(|_| vec![ok(), Act::Repeat(b": wait\n\n".to_vec(), OFTEN)], limits, what).await;
}

#[tokio::test]
async fn an_endpoint_that_falls_silent_times_out() {
    let limits = ChatTimeouts { idle: SHORT, ..limits() };
    let script = |shapes: &Shapes| {
        let body = [(shapes.opening)(), (shapes.text)("The price")].concat();
        vec![ok(), say(&body), Act::Hang]
    };
    assert_timeout(script, limits, "between two words").await;
}

#[tokio::test]
async fn pings_are_no_answer() {
    let limits = ChatTimeouts { idle: SHORT, ..limits() };
    let script = |shapes: &Shapes| {
        let body = [(shapes.opening)(), (shapes.text)("The price")].concat();
        vec![ok(), say(&body), Act::Repeat(shapes.ping.as_bytes().to_vec(), OFTEN)]
    };
    assert_timeout(script, limits, "between two words").await;
}

#[tokio::test]
async fn a_trickle_ends_with_the_whole_time() {
    let limits = ChatTimeouts { total: SHORT, ..limits() };
    let script = |shapes: &Shapes| {
        let more = Act::Repeat((shapes.text)("drip ").into_bytes(), OFTEN);
        vec![ok(), say(&(shapes.opening)()), more]
    };
    assert_timeout(script, limits, "for the whole answer").await;
}
