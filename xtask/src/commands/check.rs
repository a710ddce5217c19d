//! `cargo xtask check`: the fast loop, over the crates whose files differ from the last commit.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use super::test;
use crate::workspace::Workspace;
use crate::{console, process, setup, tidy};

/// Formatting and tidiness of everything, lints of the changed crates.
pub fn run(workspace: &Workspace) -> Result<()> {
    test::formatting(workspace)?;
    tidy::sources(workspace)?;
    let changed = changed_files(workspace)?;
    let folders = crate_folders(workspace, &changed);
    if folders.is_empty() {
        console::step("no crate differs from the last commit: checking them all");
        return lint(workspace, &["--workspace".to_owned()]);
    }
    console::step(&format!("checking {}", folders.iter().cloned().collect::<Vec<_>>().join(", ")));
    let mut packages = Vec::new();
    for folder in &folders {
        packages.extend(["--package".to_owned(), package_name(workspace, folder)?]);
    }
    lint(workspace, &packages)?;
    if folders.iter().any(|folder| matches!(folder.as_str(), "app" | "app/contract" | "widget")) {
        setup::wasm_target::ensure()?;
        test::browser_lints(workspace)?;
    }
    Ok(())
}

fn lint(workspace: &Workspace, packages: &[String]) -> Result<()> {
    let mut command = process::cargo();
    command
        .arg("clippy")
        .args(packages)
        .args(["--all-targets", "--", "-D", "warnings"])
        .current_dir(workspace.root());
    process::run("cargo clippy", &mut command)
}

/// Paths that differ from the last commit, new ones too.
fn changed_files(workspace: &Workspace) -> Result<Vec<String>> {
    let mut command = Command::new("git");
    command
        .args(["status", "--porcelain", "--untracked-files=all", "--no-renames", "-z"])
        .current_dir(workspace.root());
    let status = process::capture("git status", &mut command)?;
    Ok(status.split('\0').filter_map(|entry| entry.get(3..)).map(str::to_owned).collect())
}

/// The folder of the crate that each file belongs to.
fn crate_folders(workspace: &Workspace, files: &[String]) -> BTreeSet<String> {
    files
        .iter()
        .filter_map(|file| crate_folder(file, |folder| workspace.path(folder).join("Cargo.toml").is_file()))
        .collect()
}

fn crate_folder(file: &str, is_crate: impl Fn(&str) -> bool) -> Option<String> {
    let mut folder = file;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        if is_crate(parent) {
            return Some(parent.to_owned());
        }
        folder = parent;
    }
    None
}

fn package_name(workspace: &Workspace, folder: &str) -> Result<String> {
    let manifest = std::fs::read_to_string(workspace.path(folder).join("Cargo.toml"))?;
    let name = manifest
        .lines()
        .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned));
    name.ok_or_else(|| anyhow::anyhow!("{folder}/Cargo.toml names no package"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_nearest_crate_above() {
        let crates = ["app", "app/contract"];
        let folder = |file| crate_folder(file, |folder| crates.contains(&folder));
        assert_eq!(folder("app/contract/src/ids.rs").as_deref(), Some("app/contract"));
        assert_eq!(folder("app/src/areas/bots/mod.rs").as_deref(), Some("app"));
        assert_eq!(folder("README.md"), None);
        assert_eq!(folder("docs/API.md"), None);
    }
}
