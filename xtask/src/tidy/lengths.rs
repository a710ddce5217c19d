//! No file so long that nobody reads it to its end.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::shown;
use crate::workspace::Workspace;

const MOST_LINES: usize = 500;
const ENDINGS: [&str; 5] = ["rs", "css", "js", "mjs", "ts"];

/// Files with more lines than allowed.
pub fn complaints(workspace: &Workspace, all: &[PathBuf]) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in all {
        if !path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
            continue;
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
        let lines = text.lines().count();
        if lines > MOST_LINES {
            complaints.push(format!(
                "{} has {lines} lines; split it, {MOST_LINES} are the most",
                shown(workspace, path)
            ));
        }
    }
    Ok(complaints)
}
