//! Ranked search over a judged set, as an outside program would use it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::judged_set::JudgedSet;
use super::metrics;
use crate::http::{self, Request};
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;
use crate::{console, interrupt};

const IMPORT_PATIENCE: Duration = Duration::from_secs(3600);

/// The figures of one set.
#[derive(Debug)]
pub struct SetFigures {
    name: String,
    documents: usize,
    questions: usize,
    ndcg: f64,
    recall: f64,
    median_ms: f64,
    p95_ms: f64,
}

/// Measures every set on one server.
pub fn measure(
    workspace: &Workspace,
    program: &Path,
    around: &Surroundings,
    sets: &[JudgedSet],
) -> Result<Vec<SetFigures>> {
    let server = MeasuredServer::start(workspace, program, around, &[("CHATSPHERE_LIMITS", "off")])?;
    let mut api = Api { address: server.address().to_owned(), token: None };
    let account = json!({
        "email": "eval@example.com", "password": "a password for measuring", "name": "Eval", "workspace": "Eval"
    });
    let registered = api.post("/api/v1/auth/register", &account)?;
    api.token = Some(text_of(&registered, "access_token")?);
    sets.iter().map(|set| measure_set(&api, set)).collect()
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub fn print(figures: &[SetFigures]) {
    println!("set                   documents  questions   nDCG@10  recall@10   p50 ms   p95 ms");
    for set in figures {
        println!(
            "{:20}  {:>9}  {:>9}  {:>8.3}  {:>9.3}  {:>7.1}  {:>7.1}",
            set.name, set.documents, set.questions, set.ndcg, set.recall, set.median_ms, set.p95_ms
        );
    }
}

fn measure_set(api: &Api, set: &JudgedSet) -> Result<SetFigures> {
    console::step(&format!("{}: importing {} documents", set.name, set.documents.len()));
    let bot = text_of(&api.post("/api/v1/bots", &json!({ "name": set.name }))?, "id")?;
    import(api, &bot, set)?;
    console::step(&format!("{}: asking {} questions", set.name, set.questions.len()));
    let (mut ndcg, mut recall, mut took_ms) = (Vec::new(), Vec::new(), Vec::new());
    for question in &set.questions {
        interrupt::check()?;
        let path = format!(
            "/api/v1/bots/{bot}/search?group=document&limit={}&q={}",
            metrics::DEPTH,
            percent_encoded(&question.text)
        );
        let began = Instant::now();
        let answer = api.get(&path)?;
        took_ms.push(began.elapsed().as_secs_f64() * 1000.0);
        let ranked = ranked_ids(&answer)?;
        ndcg.push(metrics::ndcg(&ranked, &question.relevant));
        recall.push(metrics::recall(&ranked, &question.relevant));
    }
    Ok(SetFigures {
        name: set.name.clone(),
        documents: set.documents.len(),
        questions: set.questions.len(),
        ndcg: metrics::mean(&ndcg),
        recall: metrics::mean(&recall),
        median_ms: metrics::percentile(&took_ms, 0.5),
        p95_ms: metrics::percentile(&took_ms, 0.95),
    })
}

fn import(api: &Api, bot: &str, set: &JudgedSet) -> Result<()> {
    let mut lines = String::new();
    for document in &set.documents {
        let title = if document.title.is_empty() { &document.id } else { &document.title };
        lines.push_str(
            &json!({ "external_id": document.id, "title": title, "text": document.text }).to_string(),
        );
        lines.push('\n');
    }
    let path = format!("/api/v1/bots/{bot}/documents/import");
    let started = api.send("POST", &path, Some(("application/x-ndjson", lines.as_bytes())))?;
    let job = format!("/api/v1/jobs/{}", text_of(&started, "job_id")?);
    let began = Instant::now();
    while began.elapsed() < IMPORT_PATIENCE {
        interrupt::check()?;
        let state = api.get(&job)?;
        match text_of(&state, "status")?.as_str() {
            "done" => return Ok(()),
            "failed" | "cancelled" => bail!("the import of {} failed: {state}", set.name),
            _ => sleep(Duration::from_millis(250)),
        }
    }
    bail!("the import of {} took longer than an hour", set.name)
}

fn ranked_ids(answer: &Value) -> Result<Vec<String>> {
    let hits = answer.get("hits").and_then(Value::as_array).context("the search answered without hits")?;
    hits.iter().map(|hit| text_of(hit, "external_id")).collect()
}

fn text_of(value: &Value, field: &str) -> Result<String> {
    let text = value.get(field).and_then(Value::as_str);
    text.map(str::to_owned).with_context(|| format!("the server's answer has no {field}: {value}"))
}

fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The public API with a token.
struct Api {
    address: String,
    token: Option<String>,
}

impl Api {
    fn get(&self, path: &str) -> Result<Value> {
        self.send("GET", path, None)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("POST", path, Some(("application/json", body.to_string().as_bytes())))
    }

    fn send(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Value> {
        let request = Request { method, path, token: self.token.as_deref(), body };
        let answer = http::send(&self.address, &request).and_then(|answer| answer.json());
        answer.with_context(|| format!("{method} {path} failed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_safe_in_an_address() {
        assert_eq!(percent_encoded("a b&c=ü?"), "a%20b%26c%3D%C3%BC%3F");
    }
}
