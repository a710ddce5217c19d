//! Ranked search over a judged set, as an outside program would use it.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::judged_set::JudgedSet;
use super::metrics;
use crate::api::{Api, percent_encoded, text_of};
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;
use crate::{console, interrupt};

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
    let api = Api::register(server.address(), "eval")?;
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
    api.import(bot, &lines)
}

fn ranked_ids(answer: &Value) -> Result<Vec<String>> {
    let hits = answer.get("hits").and_then(Value::as_array).context("the search answered without hits")?;
    hits.iter().map(|hit| text_of(hit, "external_id")).collect()
}
