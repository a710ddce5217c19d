//! What the commands need on a fresh machine, fetched once and checked.
//!
//! Each piece is its own file, does nothing when its thing is there, and says in one sentence what to do
//! when it can't be had.

pub mod apt;
pub mod browser;
pub mod embedder;
pub mod end2end;
pub mod node_tools;
pub mod packaged_file;
pub mod postgresql;
pub mod wasm_target;

use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::Workspace;

/// What building the browser files needs.
pub fn for_site(workspace: &Workspace) -> Result<()> {
    wasm_target::ensure()?;
    node_tools::ensure(workspace)
}

/// Everything, as `cargo xtask setup`.
pub fn everything(workspace: &Workspace) -> Result<()> {
    for_site(workspace)?;
    postgresql::ensure(workspace)?;
    let _: Option<PathBuf> = embedder::ensure_or_warn(workspace)?;
    end2end::ensure(workspace)?;
    browser::ensure(workspace)?;
    Ok(())
}
