//! `wasm-opt` from the npm package binaryen.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// What rustc's browser target uses; every browser that runs our modules has had them for years.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Makes a module as small as can be and takes away what only tools read.
pub fn shrink(workspace: &Workspace, module: &Path, output: &Path) -> Result<Vec<u8>> {
    let mut command = Command::new("node");
    command
        .arg(workspace.node_tools().join("node_modules/binaryen/bin/wasm-opt"))
        .arg(module)
        .args(["-Oz", "--converge", "--strip-debug", "--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .arg("--output")
        .arg(output);
    process::capture("wasm-opt", &mut command)?;
    std::fs::read(output).with_context(|| format!("{} can't be read", output.display()))
}
