//! Every module says first what it is for. A file of unit tests is for the module beside it, and need not.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::shown;
use crate::workspace::Workspace;

/// Rust files that open with something else than a module document.
pub fn complaints(workspace: &Workspace, all: &[PathBuf]) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in all.iter().filter(|path| is_module(path)) {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
        if !opens_with_document(&text) {
            complaints
                .push(format!("{} does not begin with `//!` and what it is for", shown(workspace, path)));
        }
    }
    Ok(complaints)
}

fn is_module(path: &Path) -> bool {
    let is_rust = path.extension().is_some_and(|ending| ending == "rs");
    is_rust && path.file_name().is_some_and(|name| name != "tests.rs")
}

/// Attributes of the whole file may come before.
fn opens_with_document(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("#!["));
    lines
        .next()
        .is_some_and(|line| line.strip_prefix("//!").is_some_and(|document| !document.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_must_come_first_and_say_something() {
        assert!(opens_with_document("//! What it is for.\nuse a;"));
        assert!(opens_with_document("#![no_std]\n\n//! What it is for."));
        assert!(!opens_with_document("//!\nuse a;"));
        assert!(!opens_with_document("use a;\n//! Late."));
        assert!(!opens_with_document(""));
    }
}
