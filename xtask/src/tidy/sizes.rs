//! What a visitor downloads, against what we promise.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::console;
use crate::site::{assets, manifest};
use crate::workspace::Workspace;

/// One promise: these files together, compressed, are at most so large.
#[derive(Debug)]
pub struct Budget {
    /// When the visitor needs them.
    pub title: &'static str,
    /// Lasting names of the files.
    pub files: &'static [&'static str],
    /// The most bytes.
    pub most_bytes: u64,
}

/// All promises.
pub const BUDGETS: [Budget; 2] = [
    Budget { title: "before the bubble shows", files: &["widget.js"], most_bytes: 3 * 1024 },
    Budget {
        title: "before the first message can be sent",
        files: &["panel.js", "panel.wasm", "panel.css"],
        most_bytes: 25 * 1024,
    },
];

/// Promises that the built files break.
pub fn complaints(workspace: &Workspace) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for budget in &BUDGETS {
        let bytes = compressed_bytes(workspace, budget.files)?;
        let names = budget.files.join(" + ");
        if bytes > budget.most_bytes {
            complaints.push(format!(
                "{names}: {bytes} bytes compressed {}, {} are the most",
                budget.title, budget.most_bytes
            ));
        } else {
            console::note(&format!("{names}: {bytes} of {} bytes compressed", budget.most_bytes));
        }
    }
    Ok(complaints)
}

/// Bytes of built files as a browser downloads them.
pub fn compressed_bytes(workspace: &Workspace, names: &[&str]) -> Result<u64> {
    let list = manifest::read(&workspace.site())?;
    let mut bytes = 0;
    for name in names {
        let address = list
            .get(*name)
            .with_context(|| format!("the site has no {name}; build it with `cargo xtask site`"))?;
        let file: PathBuf = workspace.site().join(address.trim_start_matches('/'));
        let compressed = assets::compressed_path(&file);
        bytes +=
            compressed.metadata().with_context(|| format!("{} can't be read", compressed.display()))?.len();
    }
    Ok(bytes)
}
