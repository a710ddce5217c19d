//! The browser of the browser tests: the system's own Chromium, never a download of Playwright's.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::apt;
use crate::process;
use crate::workspace::Workspace;

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// A Chromium; `CHROMIUM` names another than the one on the PATH.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(workspace, "Chromium", &["chromium"])?;
    find()
        .context("Chromium was installed but is not on the PATH; set CHROMIUM to its path and run this again")
}

fn find() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    chosen.or_else(|| NAMES.into_iter().find_map(process::on_path))
}
