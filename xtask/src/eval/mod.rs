//! `cargo xtask eval`: the quality of retrieval and of answers, measured through the public API on judged sets.
//!
//! A set is a folder in BEIR form: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`, and perhaps
//! `extra.jsonl`, which says what cannot be answered. The sets are not part of the checkout.

pub mod answers;
pub mod calibration;
pub mod judged_set;
pub mod metrics;
pub mod report;
pub mod retrieval;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::json;

use self::judged_set::{JudgedSet, SetDocument};
use crate::api::{Api, text_of};
use crate::measured_server::MeasuredServer;
use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{console, server, setup};

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
    /// Measure this alone
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Have at most so many questions of each set answered; an answer takes a tenth of a second, and ten times that
    /// by a program that is not optimised
    #[arg(long, value_name = "COUNT", default_value_t = 300)]
    most_answers: usize,
    /// Write each answer with its trace to this file, a line of JSON each
    #[arg(long, value_name = "FILE")]
    transcripts: Option<PathBuf>,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Ranked search.
    Ranking,
    /// Answers, their citations and their confidence.
    Answers,
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
        sets.push(JudgedSet::read(folder, arguments.most_questions)?);
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
    let measured = MeasuredServer::start(
        workspace,
        &program,
        stack.surroundings(),
        &[("CHATSPHERE_LIMITS", "off"), ("CHATSPHERE_LOG", "warn")],
    )
    .and_then(|server| measure(&server, arguments, &sets));
    stack.stop();
    let _ = std::fs::remove_dir_all(&data);
    let (rankings, answers) = measured?;
    if !rankings.is_empty() {
        retrieval::print(&rankings);
    }
    if !answers.is_empty() {
        report::print(&answers);
        report::write(&workspace.dev("eval"), &answers)?;
    }
    Ok(())
}

/// The figures of every set, one after the other.
fn measure(
    server: &MeasuredServer,
    arguments: &Arguments,
    sets: &[JudgedSet],
) -> Result<(Vec<retrieval::SetFigures>, Vec<answers::SetAnswers>)> {
    let api = Api::register(server.address(), "eval")?;
    let mut transcripts = match &arguments.transcripts {
        Some(path) => Some(answers::Transcripts::create(path)?),
        None => None,
    };
    let (mut rankings, mut answers) = (Vec::new(), Vec::new());
    for set in sets {
        let bot = import(&api, &set.name, set.documents.iter())?;
        if arguments.only != Some(Part::Answers) {
            rankings.push(retrieval::measure(&api, &bot, set)?);
        }
        if arguments.only != Some(Part::Ranking) {
            answers.push(answers::measure(&api, &bot, set, arguments.most_answers, transcripts.as_mut())?);
        }
    }
    Ok((rankings, answers))
}

/// A new bot with these documents.
fn import<'a>(api: &Api, name: &str, documents: impl Iterator<Item = &'a SetDocument>) -> Result<String> {
    let mut lines = String::new();
    for document in documents {
        let title = if document.title.is_empty() { &document.id } else { &document.title };
        lines.push_str(
            &json!({ "external_id": document.id, "title": title, "text": document.text }).to_string(),
        );
        lines.push('\n');
    }
    console::step(&format!("{name}: importing {} documents", lines.lines().count()));
    let bot = text_of(&api.post("/api/v1/bots", &json!({ "name": name }))?, "id")?;
    api.import(&bot, &lines)?;
    Ok(bot)
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
