//! How fast the server is there and what it holds while idle.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use super::Figures;
use super::figures::Figure;
use crate::process::{self, Reach, Running};
use crate::server::{self, Surroundings};
use crate::workspace::Workspace;
use crate::{console, http, interrupt};

const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// Until what only the start needed is given back.
const IDLE_FOR: Duration = Duration::from_secs(5);
/// The middle one counts.
const STARTS: usize = 5;

/// Cold start and idle memory, with and without the embedder.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    console::step("measuring start and memory");
    // The first start migrates; what counts is a start on an existing database.
    drop(Measured::start(workspace, program, around, true)?);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(Measured::start(workspace, program, around, true)?.ready_after.as_secs_f64());
    }
    starts.sort_by(f64::total_cmp);
    let middle = starts.get(STARTS / 2).copied().unwrap_or_default();
    let mut figures =
        vec![Figure::at_most("cold start to /readyz with an existing database", middle, 1.0, "s")];
    let without = Measured::start(workspace, program, around, false)?.idle_megabytes()?;
    figures.push(Figure::at_most("memory of the idle server without the embedder", without, 50.0, "MB"));
    if around.embedder.is_some() {
        let with = Measured::start(workspace, program, around, true)?.idle_megabytes()?;
        figures.push(Figure::at_most("memory of the idle server with the embedder", with, 200.0, "MB"));
    }
    Ok(figures)
}

/// A started server and how long it took to be ready.
struct Measured {
    server: Running,
    ready_after: Duration,
}

impl Measured {
    fn start(
        workspace: &Workspace,
        program: &Path,
        around: &Surroundings,
        with_embedder: bool,
    ) -> Result<Self> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let log = workspace.logs().join("bench-server.log");
        crate::files::create_folder(&workspace.logs())?;
        let output = File::create(&log)?;
        let mut command = server::command(workspace, program, around)?;
        command.arg("serve").env("CHATSPHERE_ADDR", &address).env_remove("CHATSPHERE_DEMO_ADDR");
        if !with_embedder {
            command.env_remove("CHATSPHERE_EMBEDDER_DIR");
        }
        command.stdout(output.try_clone()?).stderr(output);
        let began = Instant::now();
        let mut server =
            Running::start_with("the server", &mut command, Signal::TERM, STOP_PATIENCE, Reach::Leader)?;
        while !http::is_ok(&address, "/readyz") {
            interrupt::check()?;
            if server.ended()?.is_some() || began.elapsed() > START_PATIENCE {
                process::show_tail(&log);
                bail!("the server did not get ready; what it said is above and in {}", log.display());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(Self { server, ready_after: began.elapsed() })
    }

    fn idle_megabytes(&self) -> Result<f64> {
        sleep(IDLE_FOR);
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))
            .context("this system does not say how much memory a process holds")?;
        resident_megabytes(&status).context("the system's answer names no resident memory")
    }
}

fn resident_megabytes(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_resident_memory() {
        assert_eq!(resident_megabytes("Name:\tx\nVmRSS:\t   51200 kB\n"), Some(50.0));
        assert_eq!(resident_megabytes("Name:\tx\n"), None);
    }
}
