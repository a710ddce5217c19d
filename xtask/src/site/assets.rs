//! The site folder while it is put together.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Mode;
use super::manifest::{self, Manifest};
use crate::files;
use crate::workspace::Workspace;

const BEST_QUALITY: u32 = 11;
const QUICK_QUALITY: u32 = 5;
/// Files up to this size are compressed as well as can be in every build.
const SMALL_BYTES: usize = 256 * 1024;
const WINDOW_BITS: u32 = 22;
const BUFFER_BYTES: usize = 64 * 1024;

/// Collects the files of one site.
#[derive(Debug)]
pub struct AssetFolder {
    site: PathBuf,
    mode: Mode,
    manifest: Manifest,
    names: BTreeSet<String>,
    changed: bool,
}

impl AssetFolder {
    /// Opens the workspace's site folder.
    pub fn open(workspace: &Workspace, mode: Mode) -> Result<Self> {
        let site = workspace.site();
        files::create_folder(&site.join("assets"))?;
        Ok(Self { site, mode, manifest: Manifest::new(), names: BTreeSet::new(), changed: false })
    }

    /// Adds a file under a name with its hash, compressed beside it, and returns its address.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<String> {
        let hashed = manifest::hashed_name(name, content);
        let path = self.site.join("assets").join(&hashed);
        self.write_with_compressed(&path, content)?;
        let address = format!("/assets/{hashed}");
        self.names.insert(format!("{hashed}.br"));
        self.names.insert(hashed);
        self.manifest.insert(name.to_owned(), address.clone());
        Ok(address)
    }

    /// Adds a file under its lasting name, for addresses that stand in other people's pages.
    pub fn add_at_top(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.site.join(name);
        self.write_with_compressed(&path, content)
    }

    /// Writes the manifest and removes files that it does not list. Says whether anything changed.
    pub fn finish(mut self) -> Result<bool> {
        let list = self.site.join(manifest::FILE_NAME);
        self.changed |= files::write_if_changed(&list, &manifest::to_json(&self.manifest)?)?;
        for entry in fs::read_dir(self.site.join("assets"))?.flatten() {
            if !self.names.contains(entry.file_name().to_string_lossy().as_ref()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(self.changed)
    }

    fn write_with_compressed(&mut self, path: &Path, content: &[u8]) -> Result<()> {
        let compressed_path = compressed_path(path);
        let changed = files::write_if_changed(path, content)?;
        if changed || !compressed_path.is_file() {
            files::write_atomically(
                &compressed_path,
                &compress(content, quality(content.len(), self.mode))?,
            )?;
            self.changed = true;
        }
        Ok(())
    }
}

/// Where the compressed twin of a file is.
pub fn compressed_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

fn quality(size_bytes: usize, mode: Mode) -> u32 {
    if mode == Mode::Release || size_bytes <= SMALL_BYTES { BEST_QUALITY } else { QUICK_QUALITY }
}

fn compress(content: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut compressed, BUFFER_BYTES, quality, WINDOW_BITS);
        writer.write_all(content).context("brotli failed")?;
        writer.flush().context("brotli failed")?;
    }
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let content = b"the same words, the same words, the same words".repeat(50);
        let compressed = compress(&content, BEST_QUALITY).unwrap();
        let mut restored = Vec::new();
        brotli::Decompressor::new(compressed.as_slice(), BUFFER_BYTES).read_to_end(&mut restored).unwrap();
        assert_eq!(restored, content);
        assert!(compressed.len() < content.len() / 10);
    }

    #[test]
    fn only_large_files_of_a_development_build_are_compressed_quickly() {
        assert_eq!(quality(SMALL_BYTES, Mode::Development), BEST_QUALITY);
        assert_eq!(quality(SMALL_BYTES + 1, Mode::Development), QUICK_QUALITY);
        assert_eq!(quality(SMALL_BYTES + 1, Mode::Release), BEST_QUALITY);
    }
}
