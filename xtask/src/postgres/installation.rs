//! An unpacked PostgreSQL and how its programs are run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::Account;

/// The folder with PostgreSQL's `bin`, `lib` and `share`.
#[derive(Debug, Clone)]
pub struct Installation {
    folder: PathBuf,
}

impl Installation {
    /// PostgreSQL as it lies in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A command of one of its programs, such as `initdb`.
    pub fn command(&self, account: &Account, program: &str) -> Command {
        self.with_libraries(account.command(self.program(program)))
    }

    /// The same, sent `death_signal` when we die without stopping it.
    pub fn command_that_dies_with_us(&self, account: &Account, program: &str, death_signal: &str) -> Command {
        self.with_libraries(account.command_that_dies_with_us(self.program(program), Some(death_signal)))
    }

    /// The path of one of its programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its libraries need each other and look for each other only where this says.
    fn with_libraries(&self, mut command: Command) -> Command {
        command.env("LD_LIBRARY_PATH", self.folder.join("lib"));
        command
    }
}
