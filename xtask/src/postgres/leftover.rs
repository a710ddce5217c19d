//! A PostgreSQL that an earlier run left behind when it was killed.
//!
//! The caller holds the folder's lock, so whoever started that PostgreSQL is gone: it is stopped, and
//! PostgreSQL's own recovery does the rest.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::console;

const PID_FILE: &str = "postmaster.pid";
/// How each signal asks, and how long it is given.
const STOPS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(20)),
    (Signal::QUIT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// Stops a PostgreSQL that still runs in `cluster` and clears its traces.
pub fn clear(cluster: &Path) -> Result<()> {
    let pid_file = cluster.join(PID_FILE);
    let Ok(text) = fs::read_to_string(&pid_file) else { return Ok(()) };
    if let Some(pid) = text.lines().next().and_then(|line| line.trim().parse().ok()).and_then(Pid::from_raw)
        && is_postgres_of(pid, cluster)
    {
        console::note("stopping the PostgreSQL that an earlier run left behind");
        stop(pid, cluster)?;
    }
    // The number may belong to another program by now; PostgreSQL would then refuse to start.
    match fs::remove_file(&pid_file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} can't be removed", pid_file.display()))
        }
        _ => Ok(()),
    }
}

/// Whether PostgreSQL's own file says that it accepts connections.
pub fn says_ready(cluster: &Path) -> bool {
    fs::read_to_string(cluster.join(PID_FILE)).is_ok_and(|text| is_ready(&text))
}

/// Line 8 of the file is the state.
fn is_ready(pid_file: &str) -> bool {
    pid_file.lines().nth(7).is_some_and(|state| state.trim() == "ready")
}

/// PostgreSQL works in its own folder, which tells it from a stranger with a recycled number.
fn is_postgres_of(pid: Pid, cluster: &Path) -> bool {
    let process = Path::new("/proc").join(pid.as_raw_nonzero().to_string());
    if !Path::new("/proc/self").exists() {
        return test_kill_process(pid).is_ok();
    }
    match (fs::read_link(process.join("cwd")), cluster.canonicalize()) {
        (Ok(works_in), Ok(cluster)) => works_in == cluster,
        _ => false,
    }
}

fn stop(pid: Pid, cluster: &Path) -> Result<()> {
    for (signal, patience) in STOPS {
        let _ = kill_process(pid, signal);
        let asked = Instant::now();
        while asked.elapsed() < patience {
            if !is_postgres_of(pid, cluster) {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
    }
    bail!("process {} still uses {}; end it and run this again", pid.as_raw_nonzero(), cluster.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_ready_server_by_its_own_file() {
        assert!(is_ready("41\n/data\n1\n5432\n\n127.0.0.1\n\nready   \n"));
        assert!(!is_ready("41\n/data\n1\n5432\n\n127.0.0.1\n\nstarting\n"));
        assert!(!is_ready("41\n"));
    }
}
