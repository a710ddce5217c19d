//! How long embedding alone takes of the texts of an import, on the threads that a server has for passages:
//! `CHATSPHERE_EMBEDDER_DIR=… cargo run --release -p chatsphere-ai --example embed_texts -- FILE`, where FILE is the
//! NDJSON of the import and each text fits one passage.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chatsphere_ai::{Embeddings, LocalEmbedder};
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let file = PathBuf::from(std::env::args_os().nth(1).ok_or("name a file")?);
    let dir = std::env::var_os("CHATSPHERE_EMBEDDER_DIR").ok_or("CHATSPHERE_EMBEDDER_DIR is not set")?;
    let texts = read(&file)?;
    let count = texts.len();
    let embeddings = Embeddings::new(Arc::new(LocalEmbedder::load(Path::new(&dir))?))?;
    let start = Instant::now();
    embeddings.passages(texts).await?;
    println!("embedded {count} texts in {:.3} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// What the server's import has embedded of each line: its title, a line break, its text.
fn read(file: &Path) -> Result<Vec<String>, Failure> {
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let document: Value = serde_json::from_str(line)?;
        let field =
            |name: &str| document.get(name).and_then(Value::as_str).ok_or("a line lacks title or text");
        texts.push(format!("{}\n{}", field("title")?, field("text")?));
    }
    Ok(texts)
}
