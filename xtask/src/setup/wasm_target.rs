//! The Rust compiler's browser target.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{console, process};

/// The target of both browser crates.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target when the compiler lacks it.
pub fn ensure() -> Result<()> {
    let root = process::capture("rustc", Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(root.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    if process::on_path("rustup").is_none() {
        bail!(
            "the Rust compiler lacks the target {TARGET} and `rustup` was not found; install Rust with rustup, or add your system's package of that target, and run this again"
        );
    }
    console::step(&format!("adding the Rust target {TARGET}"));
    process::run("rustup target add", Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("the Rust target {TARGET} could not be added; run `rustup target add {TARGET}` and run this again")
    })
}
