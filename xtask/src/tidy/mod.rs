//! What lints can't see: file lengths, module documents, paths named in documents, browser file sizes.

pub mod lengths;
pub mod module_docs;
pub mod paths_in_docs;
pub mod sizes;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{console, files, site};

/// Folders that hold nothing of ours.
const FOREIGN: [&str; 8] =
    ["target", "node_modules", ".git", ".dev", "test-results", "playwright-report", "dist", "corpus"];

/// Every check; the sizes of the browser files only when those are built.
pub fn run(workspace: &Workspace) -> Result<()> {
    sources(workspace)?;
    if workspace.site().join(site::manifest::FILE_NAME).is_file() {
        sizes(workspace)
    } else {
        console::note("no browser files to weigh yet; build them with `cargo xtask site`");
        Ok(())
    }
}

/// The checks of source files and documents.
pub fn sources(workspace: &Workspace) -> Result<()> {
    let all = files::walk(workspace.root(), &FOREIGN);
    let mut complaints = module_docs::complaints(workspace, &all)?;
    complaints.extend(lengths::complaints(workspace, &all)?);
    complaints.extend(paths_in_docs::complaints(workspace, &all)?);
    conclude(&complaints)
}

/// The check of the browser files' sizes.
pub fn sizes(workspace: &Workspace) -> Result<()> {
    conclude(&sizes::complaints(workspace)?)
}

fn conclude(complaints: &[String]) -> Result<()> {
    for complaint in complaints {
        console::note(complaint);
    }
    match complaints.len() {
        0 => Ok(()),
        1 => bail!("tidy found 1 thing to mend, named above"),
        count => bail!("tidy found {count} things to mend, named above"),
    }
}

/// A path as a person names it.
fn shown(workspace: &Workspace, path: &std::path::Path) -> String {
    path.strip_prefix(workspace.root()).unwrap_or(path).display().to_string()
}
