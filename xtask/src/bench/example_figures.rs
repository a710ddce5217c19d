//! What the crates measure of themselves: search in memory and embedding, as example programs in release.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Figures;
use super::figures::Figure;
use crate::postgres::Throwaway;
use crate::workspace::Workspace;
use crate::{console, process, setup};

/// Search in one large bot and in many small ones, and, with a model, the cost of the embedder's front.
pub fn measure(workspace: &Workspace, embedder: Option<&Path>) -> Result<Figures> {
    let installation = setup::postgresql::ensure(workspace)?;
    let database = Throwaway::start(workspace, &installation)?;
    let mut figures = search(workspace, database.url(), "one bot of 20,000 passages", &["20000", "1"])?;
    figures.extend(search(workspace, database.url(), "200 bots of 100,000 passages", &["100000", "200"])?);
    drop(database);
    if let Some(embedder) = embedder {
        figures.push(embedding(workspace, embedder)?);
    }
    Ok(figures)
}

/// As a turn has it, with the queries to the database; the embedding of the question apart.
fn search(workspace: &Workspace, database_url: &str, what: &str, arguments: &[&str]) -> Result<Figures> {
    console::step(&format!("measuring search: {what}"));
    let mut command = example(workspace, "search_service")?;
    let said = run(command.args(arguments).env("CHATSPHERE_TEST_DATABASE_URL", database_url))?;
    let line = line_of(&said, "search")?;
    let figure = |name: &str, most: f64| -> Result<Figure> {
        let what = format!("search over {what}, {name}");
        Ok(Figure::at_most(&what, number_after(line, name)?, most, "ms"))
    };
    Ok(vec![figure("p50", 5.0)?, figure("p95", 15.0)?])
}

/// The target is 0.9 of the bare loop's throughput, so at most 1.11 times its duration.
fn embedding(workspace: &Workspace, embedder: &Path) -> Result<Figure> {
    console::step("measuring the embedder");
    let mut command = example(workspace, "embed_speed")?;
    let said = run(command.env("CHATSPHERE_EMBEDDER_DIR", embedder))?;
    let ratio = number_after(line_of(&said, "throughput to bare loop")?, "loop")?;
    Ok(Figure::at_most("embedding a passage, against the bare loop", 1.0 / ratio, 1.0 / 0.9, "x"))
}

/// An example program, compiled. Built with the whole workspace: by itself a package has other features, and everything is compiled again.
pub(super) fn example(workspace: &Workspace, name: &str) -> Result<Command> {
    let mut build = process::cargo();
    build
        .args(["build", "--release", "--quiet", "--workspace", "--example", name])
        .current_dir(workspace.root());
    process::run("compiling what measures", &mut build)?;
    Ok(Command::new(workspace.target().join("release/examples").join(name)))
}

/// What a program prints, if it ends well.
pub(super) fn run(command: &mut Command) -> Result<String> {
    let output = command.output().context("cargo can't be started")?;
    if !output.status.success() {
        bail!("a measuring program failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first line that begins so.
pub(super) fn line_of<'a>(said: &'a str, begins: &str) -> Result<&'a str> {
    said.lines()
        .find(|line| line.starts_with(begins))
        .with_context(|| format!("no line “{begins}” in:\n{said}"))
}

/// The number that follows a word of the line.
pub(super) fn number_after(line: &str, word: &str) -> Result<f64> {
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
