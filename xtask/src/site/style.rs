//! The two style sheets: the dashboard's from many files in a listed order, the panel's from one.

use std::fs;

use anyhow::{Context, Result};

use super::script;
use crate::files;
use crate::workspace::Workspace;

const ORDER: &str = "style/order.txt";
const PANEL: &str = "style/widget.css";

/// The dashboard's sheet.
pub fn dashboard(workspace: &Workspace) -> Result<Vec<u8>> {
    let order = fs::read_to_string(workspace.path(ORDER)).with_context(|| {
        format!("{ORDER}, the list of the dashboard's style sheets, can't be read; restore it with git and run this again")
    })?;
    let mut sheet = String::new();
    for name in listed(&order) {
        let path = format!("style/{name}");
        let part = fs::read_to_string(workspace.path(&path))
            .with_context(|| format!("{ORDER} lists {name}, but {path} can't be read"))?;
        sheet.push_str(&part);
        sheet.push('\n');
    }
    let joined = workspace.site_cache().join("app.joined.css");
    files::write_if_changed(&joined, sheet.as_bytes())?;
    script::shrink_style(workspace, &joined, &workspace.site_cache().join("app.css"))
}

/// The panel's sheet.
pub fn panel(workspace: &Workspace) -> Result<Vec<u8>> {
    let source = workspace.path(PANEL);
    anyhow::ensure!(
        source.is_file(),
        "{PANEL} is missing from the checkout; restore it with git and run this again"
    );
    script::shrink_style(workspace, &source, &workspace.site_cache().join("panel.css"))
}

/// One path a line, relative to `style`; `#` begins a remark.
fn listed(order: &str) -> impl Iterator<Item = &str> {
    order.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_skips_remarks_and_empty_lines() {
        let order = "# first the tokens\ntokens.css\n\n  areas/bots.css  \n";
        assert_eq!(listed(order).collect::<Vec<_>>(), ["tokens.css", "areas/bots.css"]);
    }
}
