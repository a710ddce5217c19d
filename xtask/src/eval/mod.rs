//! `cargo xtask eval`: the quality of retrieval, measured through the public API on judged sets.
//!
//! A set is a folder in BEIR form: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. The sets are not
//! part of the checkout.

pub mod judged_set;
pub mod metrics;
pub mod retrieval;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{server, setup};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders of judged sets in BEIR form
    #[arg(value_name = "SET")]
    sets: Vec<PathBuf>,
    /// A folder in BEIR form, or one of several such folders
    #[arg(long, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// Measure this program instead of building one; its site is the one that was built last
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Ask at most so many questions of each set
    #[arg(long, value_name = "COUNT")]
    most_questions: Option<usize>,
}

/// Imports each set into a bot of its own on a fresh release server, asks its questions and prints the figures.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut folders = arguments.sets.clone();
    for folder in &arguments.data {
        folders.extend(sets_below(folder)?);
    }
    if folders.is_empty() {
        bail!("name folders in BEIR form, or one that holds such folders with --data");
    }
    let mut sets = Vec::new();
    for folder in &folders {
        sets.push(judged_set::JudgedSet::read(folder, arguments.most_questions)?);
    }
    let embedder = setup::embedder::ensure(workspace)?;
    let program = match &arguments.program {
        Some(program) => program.canonicalize()?,
        None => {
            setup::for_site(workspace)?;
            site::build(workspace, Mode::Release)?;
            server::build(workspace, Mode::Release)?
        }
    };
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

/// The folder itself if it is a set, or else those in it that are, by name.
fn sets_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_set = |folder: &Path| folder.join("corpus.jsonl").is_file();
    if is_set(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let mut sets = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if is_set(&path) {
            sets.push(path);
        }
    }
    sets.sort();
    Ok(sets)
}
