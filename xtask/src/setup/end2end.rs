//! The npm packages of the browser tests, exactly as their lock file says.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::node_tools;
use crate::console::Progress;
use crate::workspace::Workspace;
use crate::{files, hash, process};

/// Installs the packages when the lock file is not the one they were installed from.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("end2end");
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        bail!("{} is missing from the checkout; restore it with git and run this again", lock.display());
    }
    let wanted = hash::of_file(&lock)?;
    let stamp = folder.join("node_modules/.installed-from");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    node_tools::ensure_npm(workspace)?;
    let mut progress = Progress::timed("installing the browser tests' packages with npm");
    let mut command = Command::new("npm");
    command
        .args(["ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(&folder);
    let log = workspace.logs().join("npm-end2end.log");
    let installed = process::run_logged("npm ci", &mut command, &log, || progress.tick(|| 0));
    progress.clear_line();
    installed.context("the browser tests' packages could not be installed; check the way to the npm registry and run this again")?;
    files::write_atomically(&stamp, wanted.as_bytes())?;
    progress.done();
    Ok(())
}
