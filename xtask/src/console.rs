//! What a person sees: one line a step, and how far a long one is.
//!
//! Everything goes to standard error, so that standard output holds results only. On a terminal a running
//! step rewrites its own line; elsewhere it adds a line now and then.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// How often a step reports when its lines are kept, as in a build log.
const PLAIN_REPORT_EVERY: Duration = Duration::from_secs(10);
/// How often a step rewrites its line on a terminal.
const TERMINAL_REPORT_EVERY: Duration = Duration::from_millis(150);

/// Says what begins now.
pub fn step(text: &str) {
    write_line(&format!("==> {text}"));
}

/// Says a detail of the current step.
pub fn note(text: &str) {
    write_line(&format!("    {text}"));
}

/// Says what does not work, where the command goes on without it.
pub fn warn(text: &str) {
    write_line(&format!("warning: {text}"));
}

/// Says why the command ends here.
pub fn error(text: &str) {
    write_line(&format!("error: {text}"));
}

/// A closed standard error is no reason to stop.
fn write_line(text: &str) {
    let _ = writeln!(stderr(), "{text}");
}

/// How far one long step is.
pub struct Progress {
    label: String,
    total_bytes: Option<u64>,
    started: Instant,
    reported: Instant,
    terminal: bool,
}

impl Progress {
    /// Begins a step of which only the time is known.
    pub fn timed(label: &str) -> Self {
        Self::begin(label, None)
    }

    /// Begins a step that handles about `total_bytes`.
    pub fn sized(label: &str, total_bytes: u64) -> Self {
        Self::begin(label, Some(total_bytes))
    }

    fn begin(label: &str, total_bytes: Option<u64>) -> Self {
        let size = total_bytes.map(|bytes| format!(" ({})", megabytes(bytes))).unwrap_or_default();
        step(&format!("{label}{size}"));
        let now = Instant::now();
        Self {
            label: label.to_owned(),
            total_bytes,
            started: now,
            reported: now,
            terminal: stderr().is_terminal(),
        }
    }

    /// Reports `done_bytes`, if it is time to.
    pub fn tick(&mut self, done_bytes: impl FnOnce() -> u64) {
        let every = if self.terminal { TERMINAL_REPORT_EVERY } else { PLAIN_REPORT_EVERY };
        if self.reported.elapsed() < every {
            return;
        }
        self.reported = Instant::now();
        let seconds = self.started.elapsed().as_secs();
        let state = match self.total_bytes {
            Some(total) => {
                let done = done_bytes().min(total);
                format!("{} %, {seconds} s", done * 100 / total.max(1))
            }
            None => format!("{seconds} s"),
        };
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[2K    {}: {state}", self.label);
            let _ = stderr().flush();
        } else {
            note(&state);
        }
    }

    /// Ends the step well.
    pub fn done(self) {
        self.clear_line();
        note(&format!("done in {}", seconds(self.started.elapsed())));
    }

    /// Takes the rewritten line away, so that an error starts on a line of its own.
    pub fn clear_line(&self) {
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[2K");
        }
    }
}

/// A duration for people.
pub fn seconds(duration: Duration) -> String {
    if duration.as_secs() >= 60 {
        format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// A size for people.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
