//! System packages, installed where we are root on Debian or Ubuntu and asked for elsewhere.

use std::process::Command;

use anyhow::{Result, bail};

use crate::console::Progress;
use crate::process;
use crate::workspace::Workspace;

/// Installs `packages`, or says how a person can.
pub fn install(workspace: &Workspace, title: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !rustix::process::geteuid().is_root() || process::on_path("apt-get").is_none() {
        bail!(
            "{title} is missing; install it (on Debian or Ubuntu: `sudo apt-get install {list}`) and run this again"
        );
    }
    let mut progress = Progress::timed(&format!("installing {title} with apt-get"));
    let log = workspace.logs().join("apt.log");
    let mut update = apt_get();
    update.arg("update");
    // A stale list is often good enough; the install itself tells.
    let _ = process::run_logged("apt-get update", &mut update, &log, || progress.tick(|| 0));
    crate::interrupt::check()?;
    let mut install = apt_get();
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    let installed = process::run_logged("apt-get install", &mut install, &log, || progress.tick(|| 0));
    progress.clear_line();
    if installed.is_err() {
        crate::interrupt::check()?;
        bail!(
            "{title} could not be installed; see {}, run `apt-get install {list}` and run this again",
            log.display()
        );
    }
    progress.done();
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    command
}
