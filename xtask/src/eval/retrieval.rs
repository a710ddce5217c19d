//! Ranked search over a judged set, as an outside program would use it.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use super::judged_set::JudgedSet;
use super::metrics;
use crate::api::{Api, percent_encoded, text_of};
use crate::{console, interrupt};

/// What decides about the order, as the API and people call it.
const MODES: [(&str, &str); 3] =
    [("vector", "vector only"), ("keyword", "keyword only"), ("hybrid", "as shipped")];

/// The figures of one set.
#[derive(Debug)]
pub struct SetFigures {
    name: String,
    documents: usize,
    questions: usize,
    rankings: Vec<RankingFigures>,
}

/// The figures of one way to rank.
#[derive(Debug, Default)]
struct RankingFigures {
    name: &'static str,
    ndcg: Vec<f64>,
    recall_5: Vec<f64>,
    recall_10: Vec<f64>,
    recall_100: Vec<f64>,
    reciprocal_rank: Vec<f64>,
    took_ms: Vec<f64>,
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub fn print(figures: &[SetFigures]) {
    println!(
        "{:14} {:13} {:>8} {:>8} {:>9} {:>10} {:>7} {:>7} {:>7}",
        "set", "ranking", "nDCG@10", "recall@5", "recall@10", "recall@100", "MRR@10", "p50 ms", "p95 ms"
    );
    for set in figures {
        for ranking in &set.rankings {
            println!(
                "{:14} {:13} {:>8.3} {:>8.3} {:>9.3} {:>10.3} {:>7.3} {:>7.1} {:>7.1}",
                set.name,
                ranking.name,
                metrics::mean(&ranking.ndcg),
                metrics::mean(&ranking.recall_5),
                metrics::mean(&ranking.recall_10),
                metrics::mean(&ranking.recall_100),
                metrics::mean(&ranking.reciprocal_rank),
                metrics::percentile(&ranking.took_ms, 0.5),
                metrics::percentile(&ranking.took_ms, 0.95)
            );
        }
        println!("{:14} {} documents, {} questions", "", set.documents, set.questions);
    }
}

/// Asks the questions of a set of a bot that has all its documents.
pub fn measure(api: &Api, bot: &str, set: &JudgedSet) -> Result<SetFigures> {
    console::step(&format!("{}: searching for {} questions", set.name, set.questions.len()));
    let mut rankings = Vec::new();
    for (mode, name) in MODES {
        let mut figures = RankingFigures { name, ..RankingFigures::default() };
        for question in &set.questions {
            interrupt::check()?;
            let path = format!(
                "/api/v1/bots/{bot}/search?group=document&mode={mode}&limit={}&q={}",
                metrics::DEEPEST,
                percent_encoded(&question.text)
            );
            let began = Instant::now();
            let answer = api.get(&path)?;
            figures.took_ms.push(began.elapsed().as_secs_f64() * 1000.0);
            let ranked = ranked_ids(&answer)?;
            let relevant = &question.relevant;
            figures.ndcg.push(metrics::ndcg(&ranked, relevant));
            figures.recall_5.push(metrics::recall(&ranked, relevant, 5));
            figures.recall_10.push(metrics::recall(&ranked, relevant, 10));
            figures.recall_100.push(metrics::recall(&ranked, relevant, 100));
            figures.reciprocal_rank.push(metrics::reciprocal_rank(&ranked, relevant));
        }
        rankings.push(figures);
    }
    Ok(SetFigures {
        name: set.name.clone(),
        documents: set.documents.len(),
        questions: set.questions.len(),
        rankings,
    })
}

fn ranked_ids(answer: &Value) -> Result<Vec<String>> {
    let hits = answer.get("hits").and_then(Value::as_array).context("the search answered without hits")?;
    hits.iter().map(|hit| text_of(hit, "external_id")).collect()
}
