//! A document that names a file which is gone is wrong.
//!
//! Looked at are paths in backticks that begin with a folder of the checkout, and relative links.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::shown;
use crate::workspace::Workspace;

/// First parts that make a word in backticks a path of ours.
const TOP_FOLDERS: [&str; 13] = [
    ".cargo",
    ".ci",
    ".config",
    "app",
    "deploy",
    "docs",
    "end2end",
    "migrations",
    "server",
    "style",
    "widget",
    "xtask",
    "shared",
];

/// Documents with the missing paths that they name.
pub fn complaints(workspace: &Workspace, all: &[PathBuf]) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in all.iter().filter(|path| is_document(workspace, path)) {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
        let folder = path.parent().unwrap_or(workspace.root());
        for named in named_paths(&text) {
            let found = match &named {
                Named::FromTop(name) => exists(workspace.root(), name),
                Named::FromHere(name) => exists(folder, name),
            };
            if !found {
                let (Named::FromTop(name) | Named::FromHere(name)) = named;
                complaints.push(format!("{} names {name}, which does not exist", shown(workspace, path)));
            }
        }
    }
    Ok(complaints)
}

fn is_document(workspace: &Workspace, path: &Path) -> bool {
    let ours = path == workspace.path("README.md") || path.starts_with(workspace.path("docs"));
    ours && path.extension().is_some_and(|ending| ending == "md")
}

fn exists(base: &Path, name: &str) -> bool {
    base.join(name).exists()
}

/// A path as a document names it.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// From the top of the checkout.
    FromTop(String),
    /// From the document's own folder.
    FromHere(String),
}

/// Paths of a document's prose; blocks of code are examples and are passed over.
fn named_paths(text: &str) -> Vec<Named> {
    let mut named = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            named
                .extend(line.split('`').skip(1).step_by(2).filter_map(path_in_backticks).map(Named::FromTop));
            named.extend(line.split("](").skip(1).filter_map(link_target).map(Named::FromHere));
        }
    }
    named
}

fn path_in_backticks(word: &str) -> Option<String> {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let (first, rest) = word.split_once('/')?;
    let ours = plain && TOP_FOLDERS.contains(&first) && !rest.contains("...");
    ours.then(|| word.to_owned())
}

fn link_target(rest: &str) -> Option<String> {
    let target = rest.split([')', ' ', '#']).next()?;
    let foreign = target.is_empty() || target.contains(':') || target.starts_with('/');
    (!foreign).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_top(text: &str) -> Vec<Named> {
        vec![Named::FromTop(text.to_owned())]
    }

    #[test]
    fn paths_of_ours_are_found_in_backticks() {
        assert_eq!(named_paths("see `server/src/main.rs` for it"), from_top("server/src/main.rs"));
        assert_eq!(named_paths("the folder `.config/nextest.toml`"), from_top(".config/nextest.toml"));
    }

    #[test]
    fn other_words_in_backticks_are_passed_over() {
        for text in
            ["`GET /api/v1/bots`", "`/healthz`", "`a/b`", "`app/src/areas/<area>/`", "`app`", "`docs/*.md`"]
        {
            assert_eq!(named_paths(text), [], "{text}");
        }
    }

    #[test]
    fn relative_links_are_found_and_addresses_are_not() {
        let text = "a [page](adr/0001.md#why), a [site](https://example.org/x) and a [part](#part)";
        assert_eq!(named_paths(text), [Named::FromHere("adr/0001.md".to_owned())]);
    }

    #[test]
    fn blocks_of_code_are_examples() {
        assert_eq!(named_paths("```sh\ncat `docs/none.md`\n```\n`docs/some.md`"), from_top("docs/some.md"));
    }
}
