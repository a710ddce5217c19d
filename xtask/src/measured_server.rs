//! A server on a free port with its output in a log: what `bench` and `eval` measure.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::process::{self, Reach, Running};
use crate::server::{self, Surroundings};
use crate::workspace::Workspace;
use crate::{files, http, interrupt};

const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A started server that is ready; dropping it stops it.
#[derive(Debug)]
pub struct MeasuredServer {
    server: Running,
    address: String,
    ready_after: Duration,
}

impl MeasuredServer {
    /// Starts `program` with `settings` in its environment and waits until it is ready.
    pub fn start(
        workspace: &Workspace,
        program: &Path,
        around: &Surroundings,
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let address = format!("127.0.0.1:{}", TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port());
        files::create_folder(&workspace.logs())?;
        let log = workspace.logs().join("measured-server.log");
        let output = File::create(&log)?;
        let mut command = server::command(workspace, program, around)?;
        command.arg("serve").env("CHATSPHERE_ADDR", &address).env_remove("CHATSPHERE_DEMO_ADDR");
        command.envs(settings.iter().copied()).stdout(output.try_clone()?).stderr(output);
        let began = Instant::now();
        let mut server =
            Running::start_with("the server", &mut command, Signal::TERM, STOP_PATIENCE, Reach::Leader)?;
        while !http::is_ok(&address, "/readyz") {
            interrupt::check()?;
            if server.ended()?.is_some() || began.elapsed() > START_PATIENCE {
                process::show_tail(&log);
                bail!("the server did not get ready; what it said is above and in {}", log.display());
            }
            sleep(LOOK_EVERY);
        }
        Ok(Self { server, address, ready_after: began.elapsed() })
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From the start of the process to the first 200 of `/readyz`.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// The process id.
    pub fn process_id(&self) -> u32 {
        self.server.id()
    }

    /// Memory that the process holds now, in MiB.
    pub fn resident_megabytes(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))
            .context("this system does not say how much memory a process holds")?;
        resident_megabytes(&status).context("the system's answer names no resident memory")
    }
}

fn resident_megabytes(status: &str) -> Option<f64> {
    megabytes_of(status, "VmRSS:")
}

/// The amount of memory, in MiB, that a process's status (`proc_pid_status(5)`) has under `name`.
pub fn megabytes_of(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024.0)
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
