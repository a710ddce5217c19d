//! `cargo xtask run`: everything built and running, until Ctrl-C.

use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{console, interrupt, process, server, setup};

/// Runs until the server ends or we are asked to stop; the server's exit code is ours.
pub fn run(workspace: &Workspace, mode: Mode, data: &Path) -> Result<ExitCode> {
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure_or_warn(workspace)?;
    site::build(workspace, mode)?;
    let program = server::build(workspace, mode)?;
    let mut stack = Stack::start(workspace, data, embedder)?;
    console::step("starting the server");
    let mut running = server::start(workspace, &program, stack.surroundings(), &["--demo"])?;
    loop {
        if let Some(status) = running.ended()? {
            stack.stop();
            if !status.success() {
                console::error(&format!("the server ended by itself ({})", process::describe(status)));
            }
            return Ok(exit_code(status));
        }
        if interrupt::requested() {
            console::step("stopping the server");
            running.stop();
            stack.stop();
            return Ok(ExitCode::SUCCESS);
        }
        stack.check()?;
        sleep(Duration::from_millis(50));
    }
}

fn exit_code(status: std::process::ExitStatus) -> ExitCode {
    match status.code().map(u8::try_from) {
        Some(Ok(code)) => ExitCode::from(code),
        _ => ExitCode::FAILURE,
    }
}
