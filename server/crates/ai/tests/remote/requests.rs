//! What is sent.

use chatsphere_ai::{ChatModel, ChatRequest};
use serde_json::Value;

use crate::server::{Act, KEY, collect, endpoint, head, model, ok, request, say};
use crate::shapes::{self, Shapes};

/// What a good endpoint was sent: the lines before the body, in lower case but for the first, and the body.
pub async fn sent(shapes: &Shapes, request: ChatRequest) -> (String, Value) {
    let mut sent = dialogue(shapes, &[], 1, request).await;
    sent.remove(0)
}

/// All that an endpoint was sent which refuses in these words one after the other, and then answers so many
/// times.
pub async fn dialogue(
    shapes: &Shapes,
    refusals: &[&str],
    answers: usize,
    request: ChatRequest,
) -> Vec<(String, Value)> {
    let refusal = |words: &&str| {
        vec![head("400 Bad Request", "application/json"), say(&(shapes.refusal)(words).to_string())]
    };
    let answer = || -> Vec<Act> { vec![ok(), say(&shapes.answer(&["fine"]))] };
    let scripts = refusals.iter().map(refusal).chain((0..answers).map(|_| answer())).collect();
    let (address, mut requests) = endpoint(scripts).await;
    let model = model(shapes, &shapes.base_url(&address));
    for _ in 0..answers {
        let (text, _, error) = collect(model.stream(request.clone())).await;
        assert_eq!((text.as_str(), error), ("fine", None), "{}", shapes.kind);
    }
    let mut sent = Vec::new();
    for _ in 0..refusals.len() + answers {
        let request = requests.recv().await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let (first, rest) = head.split_once("\r\n").unwrap();
        sent.push((format!("{first}\n{}", rest.to_lowercase()), serde_json::from_str(body).unwrap()));
    }
    sent
}

#[tokio::test]
async fn requests_go_to_the_right_place_with_the_key_in_the_right_header() {
    for shapes in shapes::all() {
        let (head, _) = sent(&shapes, request()).await;
        assert!(head.starts_with(&format!("POST {} HTTP/1.1\n", shapes.path)), "{head}");
        assert!(head.contains(&format!("\n{}{KEY}", shapes.key_header)), "{head}");
        assert_eq!(head.matches(KEY).count(), 1, "{head}");
    }
}

#[tokio::test]
async fn a_temperature_that_is_refused_is_left_out_and_remembered() {
    for shapes in shapes::all() {
        let words = "`temperature` is deprecated for this model.";
        let sent = dialogue(&shapes, &[words], 2, request()).await;
        let has = |n: usize| sent[n].1.to_string().contains("temperature");
        assert_eq!((has(0), has(1), has(2)), (true, false, false), "{}", shapes.kind);
    }
}

#[tokio::test]
async fn a_refusal_that_blames_nothing_we_can_change_is_final() {
    for shapes in shapes::all() {
        let refusal = (shapes.refusal)("the model is retired").to_string();
        let script = || vec![head("400 Bad Request", "application/json"), say(&refusal)];
        let (address, mut requests) = endpoint(vec![script(), script()]).await;
        let outcome = collect(model(&shapes, &shapes.base_url(&address)).stream(request())).await;
        assert!(outcome.2.is_some(), "{}", shapes.kind);
        requests.recv().await.unwrap();
        assert!(requests.try_recv().is_err(), "{}: asked again", shapes.kind);
    }
}

#[tokio::test]
async fn an_endpoint_that_refuses_again_and_again_is_left_alone() {
    for shapes in [shapes::openai(), shapes::azure()] {
        let refusal = (shapes.refusal)("neither max_tokens nor max_completion_tokens").to_string();
        let script = || vec![head("400 Bad Request", "application/json"), say(&refusal)];
        let (address, mut requests) = endpoint((0..20).map(|_| script()).collect()).await;
        let outcome = collect(model(&shapes, &shapes.base_url(&address)).stream(request())).await;
        assert!(outcome.2.is_some(), "{}", shapes.kind);
        let mut asked = 0;
        while requests.try_recv().is_ok() {
            asked += 1;
        }
        assert_eq!(asked, 6, "{}", shapes.kind);
    }
}
