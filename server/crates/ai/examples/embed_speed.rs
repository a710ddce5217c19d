//! How fast the local embedder is, alone and behind its front, and what memory it takes:
//! `CHATSPHERE_EMBEDDER_DIR=… cargo run --release -p chatsphere-ai --example embed_speed`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chatsphere_ai::{Embedder, Embeddings, LocalEmbedder};

const PASSAGES: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::var_os("CHATSPHERE_EMBEDDER_DIR").ok_or("CHATSPHERE_EMBEDDER_DIR is not set")?;
    println!("memory at start          {:>6} MB", resident_mb());
    let start = Instant::now();
    let embedder = Arc::new(LocalEmbedder::load(&PathBuf::from(dir))?);
    println!("load                     {:>6.0} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("memory after load        {:>6} MB", resident_mb());
    let question = "How do I reset the television to its factory settings?";
    time("a question", 100, || embedder.embed(question).map(drop))?;
    let passage = "The quick brown fox settles the invoice before the refund window closes. ".repeat(24);
    let bare = time("a 256-token passage", PASSAGES, || embedder.embed(&passage).map(drop))?;
    println!("memory after passages    {:>6} MB", resident_mb());

    let embeddings = Embeddings::with_threads(embedder, 1, 1)?;
    let start = Instant::now();
    embeddings.passages(vec![passage; PASSAGES]).await?;
    let front = start.elapsed().as_secs_f64() / PASSAGES as f64;
    println!("the same behind the front {:>5.1} ms", front * 1e3);
    println!("throughput to bare loop  {:>6.2}", bare / front);
    println!("memory at the end        {:>6} MB", resident_mb());
    Ok(())
}

fn time<E>(what: &str, times: usize, mut run: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let start = Instant::now();
    for _ in 0..times {
        run()?;
    }
    let seconds = start.elapsed().as_secs_f64() / times as f64;
    println!("{what:<24} {:>6.1} ms", seconds * 1e3);
    Ok(seconds)
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
