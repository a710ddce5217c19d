//! Prints the built-in answerer's answers beside the gold ones, for reading:
//! `cargo run -p chatsphere-ai --example answers -- FOLDER [HOW_MANY] [EVERY]`, where FOLDER holds a set in
//! BEIR form. Passages are the ones nearest to the question by words and, with CHATSPHERE_EMBEDDER_DIR
//! set, by meaning; sentences are then compared by meaning, too.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chatsphere_ai::{BuiltInAnswerer, ChatRequest, Embeddings, LocalEmbedder, Passage};
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let how_many: usize = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let every: usize = arguments.next().map_or(Ok(7), |text| text.parse())?;
    let embeddings = match std::env::var_os("CHATSPHERE_EMBEDDER_DIR") {
        Some(dir) => Some(Embeddings::new(Arc::new(LocalEmbedder::load(Path::new(&dir))?))?),
        None => None,
    };
    let answerer = BuiltInAnswerer::new(embeddings.clone());
    let corpus = read(&folder, "corpus.jsonl")?;
    let texts = corpus.iter().map(|p| format!("{}\n{}", text(p, "title"), text(p, "text"))).collect();
    let vectors = match &embeddings {
        Some(embeddings) => embeddings.passages(texts).await?,
        None => vec![Vec::new(); corpus.len()],
    };
    let questions: HashMap<String, String> =
        read(&folder, "queries.jsonl")?.iter().map(|q| (text(q, "_id"), text(q, "text"))).collect();
    let bags: Vec<HashSet<String>> =
        corpus.iter().map(|p| bag(&format!("{} {}", text(p, "title"), text(p, "text")))).collect();
    for gold in read(&folder, "extra.jsonl")?.iter().step_by(every).take(how_many) {
        let Some(question) = questions.get(&text(gold, "_id")) else { continue };
        let asked = match &embeddings {
            Some(embeddings) => embeddings.question(question).await?,
            None => Vec::new(),
        };
        let cosines: Vec<f32> =
            vectors.iter().map(|v| v.iter().zip(&asked).map(|(a, b)| a * b).sum()).collect();
        let passages = best_passages(question, &corpus, &bags, &cosines);
        let request = ChatRequest { question: question.clone(), passages, ..ChatRequest::default() };
        let answer = answerer.answer(&request).await;
        let expected = gold
            .pointer("/answer")
            .or_else(|| gold.pointer("/answers/0"))
            .and_then(Value::as_str)
            .unwrap_or("(none)");
        println!("Q: {question}\nGOLD: {expected}\nOURS: {}\n", answer.as_deref().unwrap_or("(declined)"));
    }
    Ok(())
}

fn best_passages(
    question: &str,
    corpus: &[Value],
    bags: &[HashSet<String>],
    cosines: &[f32],
) -> Vec<Passage> {
    let asked = bag(question);
    let worth = |word: &String| {
        let with = bags.iter().filter(|bag| bag.contains(word)).count() as f32;
        (bags.len() as f32 / (with + 1.0)).ln().max(0.0)
    };
    let worth: HashMap<&String, f32> = asked.iter().map(|word| (word, worth(word))).collect();
    let total: f32 = worth.values().sum();
    let mut scored: Vec<(f32, &Value)> = corpus
        .iter()
        .zip(bags)
        .zip(cosines)
        .map(|((passage, bag), cosine)| {
            let shared: f32 = asked.iter().filter(|w| bag.contains(*w)).filter_map(|w| worth.get(w)).sum();
            let by_words = shared / total.max(0.01) / (1.0 + bag.len() as f32 / 400.0);
            (0.5 * by_words + 0.5 * cosine, passage)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let numbered = (1..).zip(scored.into_iter().take(6));
    numbered
        .map(|(n, (score, p))| Passage { n, title: text(p, "title"), text: text(p, "text"), score })
        .collect()
}

fn bag(text: &str) -> HashSet<String> {
    text.unicode_words().map(|word| word.to_lowercase().chars().take(6).collect()).collect()
}

fn read(folder: &Path, name: &str) -> Result<Vec<Value>, Failure> {
    let lines = std::fs::read_to_string(folder.join(name))?;
    Ok(lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}
