//! Writing files whole or not at all, and walking folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Writes a file by renaming, and only when its content changes. Says whether it did.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    write_atomically(path, content)?;
    Ok(true)
}

/// Writes a file by renaming, so that a reader sees the old content or the new, never half of it.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file needs a folder")?;
    create_folder(folder)?;
    let name = path.file_name().context("a file needs a name")?.to_string_lossy();
    let partial = folder.join(format!(".{name}.{}.partial", std::process::id()));
    fs::write(&partial, content).with_context(|| format!("{} can't be written", partial.display()))?;
    fs::rename(&partial, path).with_context(|| format!("{} can't be written", path.display()))
}

/// Makes a folder and those above it.
pub fn create_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))
}

/// Every file below `folder`, in a stable order, without the folders that `skip` names.
pub fn walk(folder: &Path, skip: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(current) = waiting.pop() {
        for entry in fs::read_dir(&current).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if !skip.iter().any(|skipped| name == *skipped) {
                    waiting.push(entry.path());
                }
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

/// The bytes of all files below `folder`.
pub fn size_below(folder: &Path) -> u64 {
    walk(folder, &[]).iter().filter_map(|path| path.metadata().ok()).map(|meta| meta.len()).sum()
}
