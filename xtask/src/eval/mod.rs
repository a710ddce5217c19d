//! `cargo xtask eval`: the quality of retrieval, measured through the public API on judged sets.
use crate::workspace::Workspace;
use anyhow::Result;
/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {}
/// Runs.
pub fn run(_workspace: &Workspace, _arguments: &Arguments) -> Result<()> {
    Ok(())
}
