//! The built browser files: which there are, and where.
//!
//! The site folder is what `cargo xtask` built: `manifest.json` from logical names to addresses with a
//! content hash, `assets/` with a `.br` beside each file, and `widget.js`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chatsphere_kernel::secrets::token_hash;

/// The built browser files.
#[derive(Debug, Default)]
pub struct Site {
    manifest: BTreeMap<String, String>,
    assets: BTreeSet<String>,
    folder: PathBuf,
    launcher: Option<Launcher>,
}

/// `widget.js`: the one file whose address never changes.
#[derive(Debug)]
pub(crate) struct Launcher {
    pub(crate) text: bytes::Bytes,
    pub(crate) etag: String,
}

impl Site {
    /// Reads the folder; without one, pages still work but have no script or style.
    pub fn load(dir: &Path) -> Self {
        let manifest = std::fs::read(dir.join("manifest.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let assets = std::fs::read_dir(dir.join("assets"))
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        let launcher = std::fs::read_to_string(dir.join("widget.js")).ok().map(|text| Launcher {
            etag: format!("\"{}\"", hex(token_hash(&text).get(..16).unwrap_or_default())),
            text: text.into(),
        });
        if launcher.is_none() {
            tracing::warn!(dir = %dir.display(), "the site folder is not built: run `cargo xtask site`");
        }
        Self { manifest, assets, folder: dir.join("assets"), launcher }
    }

    /// The address of a file by its logical name: `panel.css` -> `/assets/panel-1f2e3d.css`.
    pub fn asset(&self, logical_name: &str) -> Option<&str> {
        self.manifest.get(logical_name).map(String::as_str)
    }

    /// Where a file of `/assets/` is on disk. Only names that were in the folder are known, so no path
    /// leads out of it.
    pub(crate) fn file(&self, name: &str) -> Option<PathBuf> {
        self.assets.contains(name).then(|| self.folder.join(name))
    }

    pub(crate) fn launcher(&self) -> Option<&Launcher> {
        self.launcher.as_ref()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
