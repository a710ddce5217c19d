//! `cargo xtask package`: a folder with everything that an install needs but PostgreSQL.

use std::path::Path;

use anyhow::{Context, Result};

use crate::site::{self, Mode};
use crate::workspace::Workspace;
use crate::{console, files, server, setup};

/// Builds optimised and lays the server, its browser files and the embedding model into `out`.
pub fn run(workspace: &Workspace, out: &Path) -> Result<()> {
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure_or_warn(workspace)?;
    site::build(workspace, Mode::Release)?;
    let program = server::build(workspace, Mode::Release)?;
    console::step("packing");
    files::create_folder(out)?;
    std::fs::copy(&program, out.join("chatsphere"))
        .with_context(|| format!("{} can't be copied", program.display()))?;
    copy_folder(&workspace.site(), &out.join("site"))?;
    if let Some(embedder) = embedder {
        copy_folder(&embedder, &out.join("embedder"))?;
    }
    console::note(&format!("packed into {}", out.display()));
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    files::create_folder(to)?;
    let entries = std::fs::read_dir(from).with_context(|| format!("{} can't be read", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            std::fs::copy(&source, &target)
                .with_context(|| format!("{} can't be copied", source.display()))?;
        }
    }
    Ok(())
}
