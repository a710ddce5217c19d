//! The server under our hand: built, started with its settings, stopped politely.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use rustix::process::Signal;

use crate::process::{self, Reach, Running};
use crate::site::Mode;
use crate::workspace::Workspace;
use crate::{console, secret};

const PACKAGE: &str = "chatsphere";
const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";
const DEFAULT_DEMO_ADDRESS: &str = "127.0.0.1:3001";
/// Time for answers and jobs in progress to end.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// What a server needs to know of its surroundings.
#[derive(Debug)]
pub struct Surroundings {
    /// Where the owner of the database connects.
    pub database_url: String,
    /// Where all state but the database is.
    pub data: PathBuf,
    /// The embedder's folder, when there is one.
    pub embedder: Option<PathBuf>,
}

/// Compiles the server and returns the program.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    console::step("building the server");
    let mut command = process::cargo();
    command.args(["build", "--workspace", "--bin", PACKAGE]).current_dir(workspace.root());
    if mode == Mode::Release {
        command.arg("--release");
    }
    process::run("compiling the server", &mut command)?;
    Ok(program(workspace, mode))
}

/// Where a build leaves the program.
pub fn program(workspace: &Workspace, mode: Mode) -> PathBuf {
    let folder = if mode == Mode::Release { "release" } else { "debug" };
    workspace.target().join(folder).join(PACKAGE)
}

/// Starts `chatsphere serve` with `arguments`, its settings in the environment.
pub fn start(
    workspace: &Workspace,
    program: &Path,
    around: &Surroundings,
    arguments: &[&str],
) -> Result<Running> {
    let mut command = command(workspace, program, around)?;
    command.arg("serve").args(arguments);
    Running::start_with("the server", &mut command, Signal::TERM, STOP_PATIENCE, Reach::Leader)
}

/// A command of the server's program; a setting that the caller's environment makes is left alone.
pub fn command(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Command> {
    let mut command = dying_with_us(program);
    command
        .env("DATABASE_URL", &around.database_url)
        .env("CHATSPHERE_DATA", &around.data)
        .env("CHATSPHERE_SITE_DIR", workspace.site())
        .current_dir(workspace.root());
    if std::env::var_os("CHATSPHERE_SECRET").is_none() {
        command.env("CHATSPHERE_SECRET", secret::read_or_make(&around.data.join("secret"))?);
    }
    set_unless_set(&mut command, "CHATSPHERE_ADDR", DEFAULT_ADDRESS);
    set_unless_set(&mut command, "CHATSPHERE_DEMO_ADDR", DEFAULT_DEMO_ADDRESS);
    if let Some(folder) = &around.embedder {
        set_unless_set(&mut command, "CHATSPHERE_EMBEDDER_DIR", folder);
    }
    Ok(command)
}

fn set_unless_set(command: &mut Command, name: &str, value: impl AsRef<std::ffi::OsStr>) {
    if std::env::var_os(name).is_none() {
        command.env(name, value);
    }
}

/// Where the system can, the server is told to stop when we are killed.
fn dying_with_us(program: &Path) -> Command {
    if process::on_path("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig=TERM", "--"]).arg(program);
    command
}
