//! What we add to the time until a visitor sees the first word: a message through the widget API against the
//! same endpoint asked directly.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;

use super::Figures;
use super::connection::Connection;
use super::figures::Figure;
use super::scripted_endpoint;
use super::visitor::Visitor;
use crate::api::{Api, text_of};
use crate::console;
use crate::eval::metrics::percentile;
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;

/// Questions not counted, then those that are.
const WARM_UP: usize = 30;
const COUNTED: usize = 300;
/// Between an answer and the next question: less than any visitor needs.
const BETWEEN: Duration = Duration::from_millis(60);
/// Callers at once, how often each asks, and how long it reads an answer before it asks again: 64 answers are
/// being written at any moment, about as many a second as visitors who read them would ask for.
const AT_ONCE: usize = 64;
const COUNTED_EACH: usize = 12;
const BETWEEN_IN_PARALLEL: Duration = Duration::from_secs(1);
/// Documents behind the questions.
const DOCUMENTS: usize = 200;

/// Added time to the first token, retrieval on and off.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    console::step("measuring the time to the first token");
    let endpoint = scripted_endpoint::start()?;
    let base_url = format!("http://{endpoint}/v1");
    let settings = [
        ("CHATSPHERE_LIMITS", "off"),
        ("CHATSPHERE_LOG", "warn"),
        ("CHATSPHERE_OPENAI_BASE_URL", base_url.as_str()),
        ("CHATSPHERE_CHAT_MODEL", "scripted"),
        // For the models that a workspace names itself.
        ("CHATSPHERE_OUTBOUND_ALLOW", "127.0.0.1"),
    ];
    let server = MeasuredServer::start(workspace, program, around, &settings)?;
    let api = Api::register(server.address(), "bench")?;
    let direct = repeat(directly(&endpoint)?)?;
    let direct_in_parallel = in_parallel(|_| directly(&endpoint))?;
    let (with, without) = (make_bot(&api, true)?, make_bot(&api, false)?);
    let ask = |key: &str, who: usize| visiting(server.address(), key, who);
    let times_with = repeat(ask(&with, 0)?)?;
    let times_without = repeat(ask(&without, 0)?)?;
    let parallel_with = in_parallel(|who| ask(&with, who + 1))?;
    let parallel_without = in_parallel(|who| ask(&without, who + 1))?;
    // Last: from here on the workspace has models of its own.
    with_a_dead_model(&api, &endpoint)?;
    let times_broken = repeat(ask(&without, 0)?)?;
    let added = |times: &[f64], direct: &[f64], share| percentile(times, share) - percentile(direct, share);
    Ok(vec![
        Figure::at_most(
            "added time to first token, retrieval on, p50",
            added(&times_with, &direct, 0.5),
            20.0,
            "ms",
        ),
        Figure::at_most(
            "added time to first token, retrieval on, p99",
            added(&times_with, &direct, 0.99),
            60.0,
            "ms",
        ),
        Figure::at_most(
            "added time to first token, retrieval off, p50",
            added(&times_without, &direct, 0.5),
            2.0,
            "ms",
        ),
        Figure::at_most(
            "the same at 64 at once, retrieval off, p99",
            added(&parallel_without, &direct_in_parallel, 0.99),
            30.0,
            "ms",
        ),
        Figure::at_most(
            "the same at 64 at once, retrieval on, p99",
            added(&parallel_with, &direct_in_parallel, 0.99),
            120.0,
            "ms",
        ),
        Figure::at_most(
            "what a first model that is down adds, once it is known to be, p50",
            percentile(&times_broken, 0.5) - percentile(&times_without, 0.5),
            5.0,
            "ms",
        ),
    ])
}

/// Asks the endpoint itself.
fn directly(endpoint: &str) -> Result<impl FnMut(usize) -> Result<f64> + use<>> {
    let mut connection = Connection::open(endpoint)?;
    let body = json!({ "model": "scripted", "stream": true, "messages": [] }).to_string();
    Ok(move |_| connection.time_to("\"content\"", "POST", "/v1/chat/completions", &[], &body, "[DONE]"))
}

/// Asks a bot as a visitor of its own.
fn visiting(address: &str, key: &str, who: usize) -> Result<impl FnMut(usize) -> Result<f64> + use<>> {
    let mut visitor = Visitor::arrive(address, key)?;
    Ok(move |n| {
        let text = format!("How long does lamp number {} burn?", (n + 7 * who) % DOCUMENTS);
        visitor.time_to_first_word(&format!("bench-{n}"), &text)
    })
}

/// A bot's public key.
fn make_bot(api: &Api, retrieval: bool) -> Result<String> {
    let bot = api.post("/api/v1/bots", &json!({ "name": "bench", "retrieval": retrieval }))?;
    if retrieval {
        api.import(&text_of(&bot, "id")?, &documents())?;
    }
    text_of(&bot, "public_key")
}

/// Gives the workspace two models: nobody listens at the first one's address.
fn with_a_dead_model(api: &Api, endpoint: &str) -> Result<()> {
    let nobody = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
    for (address, model) in [(nobody.to_string(), "dead"), (endpoint.to_owned(), "scripted")] {
        let base_url = format!("http://{address}/v1");
        api.post("/api/v1/models", &json!({ "base_url": base_url, "model": model }))?;
    }
    Ok(())
}

fn documents() -> String {
    let line = |n: usize| {
        let text =
            format!("# Lamp {n}\n\nLamp number {n} burns for {} hours with a bulb of type B{n}.", n * 7 + 11);
        json!({ "external_id": n.to_string(), "title": format!("Lamp {n}"), "text": text }).to_string()
    };
    (0..DOCUMENTS).map(line).collect::<Vec<_>>().join("\n")
}

fn repeat(mut once: impl FnMut(usize) -> Result<f64>) -> Result<Vec<f64>> {
    let mut ask = |n| {
        std::thread::sleep(BETWEEN);
        once(n)
    };
    for n in 0..WARM_UP {
        ask(n)?;
    }
    (WARM_UP..WARM_UP + COUNTED).map(ask).collect()
}

/// As many at once as a busy site has, each with a connection of its own; all their times together.
fn in_parallel<F: FnMut(usize) -> Result<f64>>(
    caller: impl Fn(usize) -> Result<F> + Sync,
) -> Result<Vec<f64>> {
    let one = |who| -> Result<Vec<f64>> {
        let mut once = caller(who)?;
        once(0)?;
        (1..=COUNTED_EACH)
            .map(|n| {
                thread::sleep(BETWEEN_IN_PARALLEL);
                once(n)
            })
            .collect()
    };
    let times: Vec<Result<Vec<f64>>> = thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = (0..AT_ONCE).map(|who| scope.spawn(move || one(who))).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Result<Vec<f64>>>| match thread.join() {
            Ok(times) => times,
            Err(_) => bail!("a caller broke down"),
        };
        threads.into_iter().map(join).collect()
    });
    Ok(times.into_iter().collect::<Result<Vec<_>>>()?.concat())
}
