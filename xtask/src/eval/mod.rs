//! `cargo xtask eval`: the quality of retrieval, measured through the public API on judged sets.
//!
//! A set is a folder in BEIR form: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. The sets are not
//! part of the checkout.

pub mod judged_set;
pub mod metrics;
pub mod retrieval;

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{server, setup};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders of judged sets in BEIR form
    #[arg(required = true, value_name = "SET")]
    sets: Vec<PathBuf>,
    /// Ask at most so many questions of each set
    #[arg(long, value_name = "COUNT")]
    most_questions: Option<usize>,
}

/// Imports each set into a bot of its own on a fresh release server, asks its questions and prints the figures.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut sets = Vec::new();
    for folder in &arguments.sets {
        sets.push(judged_set::JudgedSet::read(folder, arguments.most_questions)?);
    }
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure(workspace)?;
    site::build(workspace, Mode::Release)?;
    let program = server::build(workspace, Mode::Release)?;
    let data = workspace.dev("eval-data").join(std::process::id().to_string());
    let stack = Stack::start(workspace, &data, Some(embedder))?;
    let measured = retrieval::measure(workspace, &program, stack.surroundings(), &sets);
    stack.stop();
    let _ = std::fs::remove_dir_all(&data);
    let measured = measured?;
    if measured.is_empty() {
        bail!("no set was measured; name folders in BEIR form");
    }
    retrieval::print(&measured);
    Ok(())
}
