//! The ChatSphere server: composition only. Libraries hold the logic; this program reads the command
//! line, puts the parts together and runs them.

mod commands;
mod dashboard;
mod demo;
mod serve;
mod start;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;
use commands::CommandLine;

/// Gives memory back after a burst of connections.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    // The child that reads untrusted files: no configuration, no runtime, nothing to take from it.
    if arguments.next().is_some_and(|first| first == chatsphere_ingest::CHILD_COMMAND) {
        return chatsphere_ingest::child_main(arguments);
    }
    keep_to_small_pages();
    match commands::run(CommandLine::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("chatsphere: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Pages of 2 MiB round up everything that is held: an idle server with its embedder takes 212 MB with
/// them and 176 MB without. A kernel that cannot be asked keeps its habit.
fn keep_to_small_pages() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
