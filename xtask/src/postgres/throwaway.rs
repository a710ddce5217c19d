//! A PostgreSQL for one test run: a new cluster, quick because nothing in it is to last, removed at the end.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Cluster, Durability, FolderLock, Installation, leftover};
use crate::workspace::Workspace;

/// A running cluster whose folder goes away with it.
#[derive(Debug)]
pub struct Throwaway {
    cluster: Option<Cluster>,
    folder: PathBuf,
    _lock: FolderLock,
}

impl Throwaway {
    /// Starts one, after clearing those of runs that were killed.
    pub fn start(workspace: &Workspace, installation: &Installation) -> Result<Self> {
        let parent = workspace.dev("test-pg");
        clear_abandoned(&parent)?;
        let folder = parent.join(std::process::id().to_string());
        let lock = FolderLock::take(&folder)?;
        let mut throwaway = Self { cluster: None, folder, _lock: lock };
        throwaway.cluster = Some(Cluster::start(installation, &throwaway.folder, Durability::ThrownAway)?);
        Ok(throwaway)
    }

    /// Where the owner of the database connects.
    pub fn url(&self) -> &str {
        self.cluster.as_ref().map_or("", Cluster::url)
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        if let Some(cluster) = self.cluster.take() {
            cluster.stop();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that nobody holds belongs to a run that was killed.
fn clear_abandoned(parent: &Path) -> Result<()> {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let folder = entry.path();
        if let Ok(Ok(_lock)) = FolderLock::try_take(&folder) {
            leftover::clear(&folder.join("cluster"))?;
            fs::remove_dir_all(&folder)?;
        }
    }
    Ok(())
}
