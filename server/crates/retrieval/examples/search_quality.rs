//! Measures search quality on a retrieval set in BEIR form.
//!
//! `search_quality SET [VECTORS] [LANGUAGE …]`: SET holds `corpus.jsonl`, `queries.jsonl` and
//! `qrels/test.tsv`; VECTORS holds `corpus.f32` and `queries.f32`, little-endian rows in the order of
//! those files. LANGUAGE names what the embedder knows; all, when none is named.

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "a program for people at a terminal")]

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use chatsphere_retrieval::{BotIndex, Grouping, IndexedChunk, KnownLanguages, Mode, Query, Repetition};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let set = Path::new(arguments.first().ok_or("which set?")?);
    let vectors = arguments.get(1).map(Path::new);
    let knows = KnownLanguages::only(arguments.iter().skip(2).map(String::as_str));

    let corpus = lines(&set.join("corpus.jsonl"))?;
    let questions = lines(&set.join("queries.jsonl"))?;
    let judged = judgements(&set.join("qrels/test.tsv"))?;
    let (passage_vectors, question_vectors) = match vectors {
        Some(folder) => (
            rows(&folder.join("corpus.f32"), corpus.len())?,
            rows(&folder.join("queries.f32"), questions.len())?,
        ),
        None => (vec![None; corpus.len()], vec![None; questions.len()]),
    };
    let ids: Vec<&str> = corpus.iter().map(|passage| text(passage, "_id")).collect();

    println!("{:12} {:>8} {:>8} {:>8} {:>8} {:>8}", "ranking", "nDCG@10", "R@10", "R@100", "MRR@10", "AUROC");
    let rankings = [("keyword", true, false), ("vector", false, true), ("fused", true, true)];
    for (name, words, meaning) in rankings {
        if meaning && vectors.is_none() {
            continue;
        }
        let index = BotIndex::empty().apply(1, &[], chunks(&corpus, &passage_vectors, words));
        let mut means = Means::default();
        for (question, vector) in questions.iter().zip(&question_vectors) {
            let query = Query {
                text: if words { text(question, "text") } else { "" },
                vector: vector.as_deref().filter(|_| meaning),
                embedder_knows: if words { &knows } else { &KnownLanguages::All },
                mode: Mode::Hybrid,
                grouping: Grouping::Passages,
                repetition: Repetition::Kept,
                documents: None,
            };
            let found = index.search(&query, 100);
            let relevant = judged.get(text(question, "_id"));
            means.top_scores.push((found.first().map_or(0.0, |hit| hit.score), relevant.is_some()));
            if let Some(relevant) = relevant {
                let ranked: Vec<f64> = found
                    .iter()
                    .map(|hit| relevant.get(ids[hit.chunk as usize]).copied().unwrap_or(0.0))
                    .collect();
                means.add(&ranked, relevant);
            }
        }
        println!("{name:12} {means}");
    }
    Ok(())
}

fn chunks(corpus: &[Value], vectors: &[Option<Vec<f32>>], words: bool) -> Vec<IndexedChunk> {
    let passages = (0_u128..).zip(corpus).zip(vectors);
    passages
        .map(|((id, passage), vector)| IndexedChunk {
            chunk: id,
            document: id,
            language: None,
            title: if words { text(passage, "title").to_owned() } else { String::new() },
            headings: Vec::new(),
            text: if words { text(passage, "text").to_owned() } else { String::new() },
            vector: vector.clone(),
        })
        .collect()
}

#[derive(Default)]
struct Means {
    questions: f64,
    ndcg: f64,
    recall_10: f64,
    recall_100: f64,
    reciprocal_rank: f64,
    /// Score of the first hit, and whether the question can be answered.
    top_scores: Vec<(f32, bool)>,
}

impl Means {
    fn add(&mut self, ranked: &[f64], relevant: &HashMap<String, f64>) {
        let gain = |gains: &[f64]| -> f64 {
            gains.iter().take(10).zip(2_u32..).map(|(gain, rank)| gain / f64::from(rank).log2()).sum()
        };
        let mut ideal: Vec<f64> = relevant.values().copied().collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        let recall = |depth: usize| {
            ranked.iter().take(depth).filter(|g| **g > 0.0).count() as f64 / relevant.len() as f64
        };
        let first = ranked.iter().take(10).position(|gain| *gain > 0.0);
        self.questions += 1.0;
        self.ndcg += gain(ranked) / gain(&ideal);
        self.recall_10 += recall(10);
        self.recall_100 += recall(100);
        self.reciprocal_rank += first.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
    }

    /// How well the first score tells answerable questions from others: 0.5 is chance.
    fn area_under_curve(&self) -> f64 {
        let (yes, no): (Vec<_>, Vec<_>) = self.top_scores.iter().partition(|(_, answerable)| *answerable);
        let pairs = yes.iter().flat_map(|(y, _)| {
            no.iter().map(move |(n, _)| match y.total_cmp(n) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
        });
        pairs.sum::<f64>() / (yes.len() * no.len()) as f64
    }
}

impl std::fmt::Display for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for sum in [self.ndcg, self.recall_10, self.recall_100, self.reciprocal_rank] {
            write!(f, "{:>8.4} ", sum / self.questions)?;
        }
        write!(f, "{:>8.4}", self.area_under_curve())
    }
}

fn lines(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    Ok(fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

fn judgements(path: &Path) -> Result<HashMap<String, HashMap<String, f64>>, Box<dyn Error>> {
    let mut judged: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for line in fs::read_to_string(path)?.lines().skip(1) {
        if let [question, passage, grade] = line.split('\t').collect::<Vec<_>>()[..] {
            let grade: f64 = grade.trim().parse()?;
            if grade > 0.0 {
                judged.entry(question.to_owned()).or_default().insert(passage.to_owned(), grade);
            }
        }
    }
    Ok(judged)
}

fn rows(path: &Path, count: usize) -> Result<Vec<Option<Vec<f32>>>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let width = bytes.len() / count;
    Ok(bytes
        .chunks_exact(width)
        .map(|row| Some(row.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()))
        .collect())
}
