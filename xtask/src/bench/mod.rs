//! `cargo xtask bench`: a release build measured, each figure beside its target.

mod connection;
pub mod example_figures;
pub mod figures;
pub mod knowledge;
pub mod latency_figures;
mod loopback;
pub mod process_figures;
mod scripted_endpoint;
pub mod site_figures;
mod slow_endpoint;
pub mod stream_figures;
mod visitor;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::bench::figures::Figure;
use crate::server::Surroundings;
use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{server, setup};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Keep the state of the measured server in this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Measure one area only
    #[arg(long, value_enum, value_name = "AREA")]
    only: Option<Area>,
    /// Measure the release build that is there, without building
    #[arg(long)]
    as_built: bool,
}

/// What is measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Area {
    /// Bytes that a browser loads.
    Site,
    /// Search and embedding.
    Crates,
    /// Start and memory of the server.
    Process,
    /// Time to the first token.
    Latency,
    /// Thousands of open streams, hundreds of answers at once.
    Streams,
    /// Imports, a large PDF, a crawl, and search meanwhile.
    Knowledge,
}

/// Measures, prints the table, and fails when a target is missed.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure_or_warn(workspace)?;
    let program = if arguments.as_built {
        server::program(workspace, Mode::Release)
    } else {
        site::build(workspace, Mode::Release)?;
        server::build(workspace, Mode::Release)?
    };
    let wanted = |area| arguments.only.is_none_or(|only| only == area);
    let mut figures = Vec::new();
    if wanted(Area::Site) {
        figures.extend(site_figures::measure(workspace)?);
    }
    if wanted(Area::Crates) {
        figures.extend(example_figures::measure(workspace, embedder.as_deref())?);
    }
    let data = arguments.data.clone().unwrap_or_else(|| workspace.dev("bench-data"));
    if [Area::Process, Area::Latency, Area::Streams].into_iter().any(wanted) {
        let stack = Stack::start(workspace, &data, embedder.clone())?;
        let measured = measure_server(workspace, &program, stack.surroundings(), wanted);
        stack.stop();
        figures.extend(measured?);
    }
    if wanted(Area::Knowledge) {
        figures.extend(measure_knowledge(workspace, &program, &data, embedder)?);
    }
    figures::print(&figures);
    let missed = figures.iter().filter(|figure| !figure.met()).count();
    if missed > 0 {
        bail!("{missed} of {} figures miss their target", figures.len());
    }
    Ok(())
}

fn measure_server(
    workspace: &Workspace,
    program: &Path,
    around: &Surroundings,
    wanted: impl Fn(Area) -> bool,
) -> Result<Figures> {
    let mut figures = Vec::new();
    if wanted(Area::Process) {
        figures.extend(process_figures::measure(workspace, program, around)?);
    }
    if wanted(Area::Latency) {
        figures.extend(latency_figures::measure(workspace, program, around)?);
    }
    if wanted(Area::Streams) {
        figures.extend(stream_figures::measure(workspace, program, around)?);
    }
    Ok(figures)
}

/// On a database of its own that is thrown away: an import that was interrupted would go on at the next start
/// of a server, beside whatever that one measures.
fn measure_knowledge(
    workspace: &Workspace,
    program: &Path,
    data: &Path,
    embedder: Option<PathBuf>,
) -> Result<Figures> {
    let data = data.join(format!("knowledge-{}", std::process::id()));
    let stack = Stack::start(workspace, &data, embedder)?;
    let measured = knowledge::measure(workspace, program, stack.surroundings());
    stack.stop();
    let _ = std::fs::remove_dir_all(&data);
    measured
}

/// The figures of one area.
pub type Figures = Vec<Figure>;
