//! The two npm tools of the browser build: `wasm-opt` (package binaryen) and `esbuild`, pinned.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::apt;
use crate::console::Progress;
use crate::workspace::Workspace;
use crate::{files, process};

/// Name and exact version of each tool.
const TOOLS: [(&str, &str); 2] = [("binaryen", "132.0.0"), ("esbuild", "0.28.2")];

/// Installs what is missing below `.dev/tools`.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let folder = workspace.node_tools();
    if TOOLS.iter().all(|(name, version)| installed_version(&folder, name).as_deref() == Some(*version)) {
        return Ok(());
    }
    ensure_npm(workspace)?;
    let mut progress = Progress::sized("installing binaryen and esbuild with npm", 115_000_000);
    let manifest = serde_json::json!({ "private": true, "dependencies": TOOLS.into_iter().collect::<std::collections::BTreeMap<_, _>>() });
    files::write_if_changed(&folder.join("package.json"), manifest.to_string().as_bytes())?;
    let mut command = Command::new("npm");
    command
        .args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--loglevel=error",
        ])
        .arg("--prefix")
        .arg(&folder)
        .current_dir(&folder);
    let log = workspace.logs().join("npm-tools.log");
    let installed = process::run_logged("npm install", &mut command, &log, || {
        progress.tick(|| files::size_below(&folder));
    });
    progress.clear_line();
    installed.context(
        "binaryen and esbuild could not be installed; check the way to the npm registry and run this again",
    )?;
    progress.done();
    Ok(())
}

/// npm, installed where we may.
pub fn ensure_npm(workspace: &Workspace) -> Result<()> {
    if process::on_path("npm").is_some() && process::on_path("node").is_some() {
        return Ok(());
    }
    apt::install(workspace, "Node.js 18 or newer with npm", &["nodejs", "npm"])
}

fn installed_version(folder: &Path, name: &str) -> Option<String> {
    let manifest = std::fs::read(folder.join("node_modules").join(name).join("package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    Some(manifest.get("version")?.as_str()?.to_owned())
}
