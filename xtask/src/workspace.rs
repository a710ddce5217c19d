//! Where everything is: the checkout, what cargo builds, and the git-ignored `.dev` folder.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Folder for downloads that outlives a checkout; build machines point it at their cache.
const DOWNLOAD_CACHE_VARIABLE: &str = "CHATSPHERE_DEV_CACHE";

/// The checkout and the folders that belong to it.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this program was built from.
    pub fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => env::current_dir().context("the current folder can't be read")?,
        };
        let Some(root) = start.ancestors().find(|folder| folder.join("xtask/Cargo.toml").is_file()) else {
            bail!(
                "{} is not inside a ChatSphere checkout; go there and run `cargo xtask` again",
                start.display()
            );
        };
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::path::absolute(PathBuf::from(folder))?,
            None => root.join("target"),
        };
        Ok(Self { root: root.to_path_buf(), target })
    }

    /// The top of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top of the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where cargo puts what it builds for this machine.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where cargo puts what it builds for the browser: apart, so that neither build undoes the other.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// The finished browser files, as the server reads them.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// Intermediate browser files, kept so that unchanged work is skipped.
    pub fn site_cache(&self) -> PathBuf {
        self.target.join("site-cache")
    }

    /// A path below `.dev`, which git ignores.
    pub fn dev(&self, relative: &str) -> PathBuf {
        self.root.join(".dev").join(relative)
    }

    /// Downloaded files.
    pub fn downloads(&self) -> PathBuf {
        match env::var_os(DOWNLOAD_CACHE_VARIABLE) {
            Some(folder) => PathBuf::from(folder).join("downloads"),
            None => self.dev("downloads"),
        }
    }

    /// A scratch folder for a download in progress.
    pub fn scratch(&self) -> PathBuf {
        self.dev("tmp")
    }

    /// What long commands printed, for when they fail.
    pub fn logs(&self) -> PathBuf {
        self.dev("logs")
    }

    /// npm tools of the build itself.
    pub fn node_tools(&self) -> PathBuf {
        self.dev("tools/node")
    }

    /// The local embedder's weights.
    pub fn embedder(&self) -> PathBuf {
        self.dev("models/all-minilm-l6-v2-int8")
    }
}
