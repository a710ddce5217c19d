//! `cargo xtask database`: a throw-away PostgreSQL for running single tests by hand.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use crate::postgres::Throwaway;
use crate::workspace::Workspace;
use crate::{console, interrupt, setup};

/// Prints the setting that tests read, and keeps the database until Ctrl-C.
#[expect(clippy::print_stdout, reason = "the setting is this command's result")]
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let installation = setup::postgresql::ensure(workspace)?;
    let database = Throwaway::start(workspace, &installation)?;
    println!("export CHATSPHERE_TEST_DATABASE_URL={}", database.url());
    console::note("running until Ctrl-C; everything in it is lost then");
    while !interrupt::requested() {
        sleep(Duration::from_millis(100));
    }
    Ok(ExitCode::SUCCESS)
}
