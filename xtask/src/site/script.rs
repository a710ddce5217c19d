//! The scripts: the launcher, wasm-bindgen's glue made small, and the few lines that start a module.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use crate::{files, process};

const LAUNCHER: &str = "widget/launcher/widget.js";
/// What the launcher must run in: every browser that also runs the panel.
const LANGUAGE: &str = "--target=es2022";

/// The launcher, made small.
pub fn launcher(workspace: &Workspace) -> Result<Vec<u8>> {
    let source = workspace.path(LAUNCHER);
    if !source.is_file() {
        bail!("{LAUNCHER} is missing from the checkout; restore it with git and run this again");
    }
    let output = workspace.site_cache().join("widget.js");
    esbuild(workspace, &source, &output, &[LANGUAGE, "--bundle", "--format=iife"])
}

/// wasm-bindgen's script and its snippets as one module.
pub fn bundle(workspace: &Workspace, source: &Path, output: &Path) -> Result<Vec<u8>> {
    esbuild(workspace, source, output, &[LANGUAGE, "--bundle", "--format=esm"])
}

/// Makes a style sheet small.
pub fn shrink_style(workspace: &Workspace, source: &Path, output: &Path) -> Result<Vec<u8>> {
    esbuild(workspace, source, output, &[])
}

/// Starts the dashboard: takes over the page that the server rendered.
pub fn app_boot(glue: &str, module: &str) -> String {
    format!(
        "import init,{{hydrate}}from\"{glue}\";init({{module_or_path:\"{module}\"}}).then(()=>hydrate());\n"
    )
}

fn esbuild(workspace: &Workspace, source: &Path, output: &Path, options: &[&str]) -> Result<Vec<u8>> {
    if let Some(folder) = output.parent() {
        files::create_folder(folder)?;
    }
    let mut command = Command::new("node");
    command
        .arg(workspace.node_tools().join("node_modules/esbuild/bin/esbuild"))
        .arg(source)
        .args(["--minify", "--legal-comments=none", "--log-level=warning", "--charset=utf8"])
        .args(options)
        .arg(format!("--outfile={}", output.display()));
    process::capture("esbuild", &mut command)
        .with_context(|| format!("{} can't be prepared", source.display()))?;
    std::fs::read(output).with_context(|| format!("{} can't be read", output.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_scripts_name_both_files() {
        let boot = app_boot("/assets/app-1.js", "/assets/app-2.wasm");
        assert!(boot.contains("from\"/assets/app-1.js\"") && boot.contains("\"/assets/app-2.wasm\""));
        assert!(boot.contains("hydrate()"));
    }
}
