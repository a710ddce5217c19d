//! Starting other programs so that none of them outlives us.
//!
//! Each program leads a process group of its own: Ctrl-C in a terminal then reaches only us, and we stop
//! what we started in the right order.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::interrupt;

const POLL_EVERY: Duration = Duration::from_millis(20);
/// How long a program that only builds or downloads may take to end when asked.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);
/// How much of a failed program's log is shown.
const LOG_TAIL_LINES: usize = 25;

/// A program that we started and will stop.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    stop_signal: Signal,
    grace: Duration,
    reach: Reach,
}

/// Who hears the polite signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The program and all that it started.
    Group,
    /// The program alone, because it stops its own children in its own way.
    Leader,
}

impl Running {
    /// Starts `command`, which is asked to stop with SIGTERM.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        Self::start_with(name, command, Signal::TERM, DEFAULT_GRACE, Reach::Group)
    }

    /// Starts `command`, which is asked to stop with `stop_signal` and killed after `grace`.
    pub fn start_with(
        name: &str,
        command: &mut Command,
        stop_signal: Signal,
        grace: Duration,
        reach: Reach,
    ) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| not_started(command, error))?;
        Ok(Self { name: name.to_owned(), child, stop_signal, grace, reach })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The exit status, once the program has ended.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("{} can't be watched", self.name))
    }

    /// Waits for the end, calling `tick` all the while; ends early when we are to stop.
    pub fn wait(&mut self, mut tick: impl FnMut()) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                interrupt::check()?;
                return Ok(status);
            }
            if interrupt::requested() {
                self.stop();
                interrupt::check()?;
            }
            tick();
            sleep(POLL_EVERY);
        }
    }

    /// Asks the program to end, waits, and kills it when it does not.
    pub fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) else { return };
        let _ = match self.reach {
            Reach::Group => kill_process_group(pid, self.stop_signal),
            Reach::Leader => kill_process(pid, self.stop_signal),
        };
        let asked = Instant::now();
        while asked.elapsed() < self.grace {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(POLL_EVERY);
        }
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs `command` to its end with its output on our terminal.
pub fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = Running::start(name, command)?.wait(|| ())?;
    if !status.success() {
        bail!("{name} failed ({})", describe(status));
    }
    Ok(())
}

/// Runs `command` to its end with its output in `log`; shows the end of that when it fails.
pub fn run_logged(name: &str, command: &mut Command, log: &Path, tick: impl FnMut()) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
    }
    let output = File::create(log).with_context(|| format!("{} can't be written", log.display()))?;
    command.stdout(output.try_clone()?).stderr(output);
    let status = Running::start(name, command)?.wait(tick)?;
    if !status.success() {
        show_tail(log);
        bail!("{name} failed ({})", describe(status));
    }
    Ok(())
}

/// Runs `command` and returns what it printed.
pub fn capture(name: &str, command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, error))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed ({}): {}", describe(output.status), reason.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether `command` runs and ends well; prints nothing.
pub fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether a program of this name is on the PATH.
pub fn on_path(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// A command of the cargo that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Prints the last lines of a log.
pub fn show_tail(log: &Path) {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(LOG_TAIL_LINES)) {
        crate::console::note(line);
    }
}

/// An exit status for people.
pub fn describe(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => "ended by a signal".to_owned(),
    }
}

fn not_started(command: &Command, error: io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    if error.kind() == io::ErrorKind::NotFound {
        anyhow!("`{program}` was not found; install it, or put it on the PATH, and run this again")
    } else {
        anyhow!("`{program}` could not be started: {error}")
    }
}
