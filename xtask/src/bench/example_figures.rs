//! What the crates measure of themselves: search in memory and embedding, as example programs in release.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Figures;
use super::figures::Figure;
use crate::workspace::Workspace;
use crate::{console, process};

/// Search in one large bot and in many small ones, and, with a model, the cost of the embedder's front.
pub fn measure(workspace: &Workspace, embedder: Option<&Path>) -> Result<Figures> {
    let mut figures = search(workspace, "one bot of 20,000 passages", &["20000", "1"])?;
    figures.extend(search(workspace, "200 bots of 100,000 passages", &["100000", "200"])?);
    if let Some(embedder) = embedder {
        figures.push(embedding(workspace, embedder)?);
    }
    Ok(figures)
}

fn search(workspace: &Workspace, what: &str, arguments: &[&str]) -> Result<Figures> {
    console::step(&format!("measuring search: {what}"));
    let said = run(example(workspace, "chatsphere-retrieval", "search_latency").args(arguments))?;
    let line = line_of(&said, "words and vector")?;
    let figure = |name: &str, most: f64| -> Result<Figure> {
        let what = format!("search over {what}, {name} (processor time)");
        Ok(Figure::at_most(&what, number_after(line, name)?, most, "ms"))
    };
    Ok(vec![figure("p50", 5.0)?, figure("p95", 15.0)?])
}

/// The target is 0.9 of the bare loop's throughput, so at most 1.11 times its duration.
fn embedding(workspace: &Workspace, embedder: &Path) -> Result<Figure> {
    console::step("measuring the embedder");
    let mut command = example(workspace, "chatsphere-ai", "embed_speed");
    let said = run(command.env("CHATSPHERE_EMBEDDER_DIR", embedder))?;
    let ratio = number_after(line_of(&said, "throughput to bare loop")?, "loop")?;
    Ok(Figure::at_most("embedding a passage, against the bare loop", 1.0 / ratio, 1.0 / 0.9, "x"))
}

fn example(workspace: &Workspace, package: &str, name: &str) -> Command {
    let mut command = process::cargo();
    command
        .args(["run", "--release", "--quiet", "--package", package, "--example", name, "--"])
        .current_dir(workspace.root());
    command
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.output().context("cargo can't be started")?;
    if !output.status.success() {
        bail!("a measuring program failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn line_of<'a>(said: &'a str, begins: &str) -> Result<&'a str> {
    said.lines()
        .find(|line| line.starts_with(begins))
        .with_context(|| format!("no line “{begins}” in:\n{said}"))
}

fn number_after(line: &str, word: &str) -> Result<f64> {
    let mut words = line.split_whitespace().skip_while(|candidate| *candidate != word).skip(1);
    let number = words.next().with_context(|| format!("nothing after {word} in “{line}”"))?;
    number.parse().with_context(|| format!("{number} in “{line}” is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_programs_print() {
        let said = "words                  fastest   0.1 ms  p50   0.9 ms  p95   1.1 ms\n\
                    words and vector       fastest   1.1 ms  p50   1.6 ms  p95   2.3 ms\n";
        let line = line_of(said, "words and vector").unwrap();
        assert_eq!(number_after(line, "p50").unwrap(), 1.6);
        assert_eq!(number_after(line, "p95").unwrap(), 2.3);
        assert!(number_after(line, "p99").is_err());
    }
}
