//! `cargo xtask bench`: a release build measured, each figure beside its target.

pub mod example_figures;
pub mod figures;
pub mod latency_figures;
pub mod process_figures;
mod scripted_endpoint;
pub mod site_figures;

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
}

/// Measures, prints the table, and fails when a target is missed.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure_or_warn(workspace)?;
    site::build(workspace, Mode::Release)?;
    let program = server::build(workspace, Mode::Release)?;
    let data = arguments.data.clone().unwrap_or_else(|| workspace.dev("bench-data"));
    let mut figures = site_figures::measure(workspace)?;
    figures.extend(example_figures::measure(workspace, embedder.as_deref())?);
    let stack = Stack::start(workspace, &data, embedder)?;
    let measured = measure_server(workspace, &program, stack.surroundings());
    stack.stop();
    figures.extend(measured?);
    figures::print(&figures);
    let missed = figures.iter().filter(|figure| !figure.met()).count();
    if missed > 0 {
        bail!("{missed} of {} figures miss their target", figures.len());
    }
    Ok(())
}

fn measure_server(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    let mut figures = process_figures::measure(workspace, program, around)?;
    figures.extend(latency_figures::measure(workspace, program, around)?);
    Ok(figures)
}

/// The figures of one area.
pub type Figures = Vec<Figure>;
