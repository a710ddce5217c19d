//! The most memory that a server's reading child has held, looked up while it lives.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::measured_server::megabytes_of;

/// The system keeps the peak itself; what a child takes in its last moments is all that may be missed.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The argument after the program's name that makes it a reader. Before it is that, a new child still shows the
/// memory of its parent.
const READER_ARGUMENT: &[u8] = b"extract";

/// Looks at the children of a process until it is asked for the result.
#[derive(Debug)]
pub struct ReaderMemory {
    is_over: Arc<AtomicBool>,
    watcher: JoinHandle<Option<f64>>,
}

impl ReaderMemory {
    /// Begins to look.
    pub fn watch(parent: u32) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let watcher = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                let mut peak: Option<f64> = None;
                while !is_over.load(Ordering::Relaxed) {
                    peak = readers_of(parent).into_iter().chain(peak).reduce(f64::max);
                    sleep(LOOK_EVERY);
                }
                peak
            }
        });
        Self { is_over, watcher }
    }

    /// Ends to look; the peak of any one child, in MiB.
    pub fn peak_megabytes(self) -> Result<f64> {
        self.is_over.store(true, Ordering::Relaxed);
        let peak = self.watcher.join().ok().flatten();
        peak.context("no reading child of the server was seen")
    }
}

/// The peaks of the readers that run now.
fn readers_of(parent: u32) -> Vec<f64> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(|entry| peak_of_reader(&entry.path(), parent)).collect()
}

fn peak_of_reader(process: &std::path::Path, parent: u32) -> Option<f64> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    if line.trim().parse() != Ok(parent) {
        return None;
    }
    let command = fs::read(process.join("cmdline")).ok()?;
    if command.split(|byte| *byte == 0).nth(1) != Some(READER_ARGUMENT) {
        return None;
    }
    // Once more: it may have become a reader after the first look.
    megabytes_of(&fs::read_to_string(process.join("status")).ok()?, "VmHWM:")
}
