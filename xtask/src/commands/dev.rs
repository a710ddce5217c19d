//! `cargo xtask dev`: like `run`, and what a saved file touches is built and started again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use crate::process::Running;
use crate::site::{self, Mode};
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{console, files, interrupt, server, setup};

const LOOK_EVERY: Duration = Duration::from_millis(400);
/// An editor that saves many files is waited for.
const QUIET_FOR: Duration = Duration::from_millis(250);
const WATCHED: [&str; 5] = ["app", "server", "widget", "style", "migrations"];
const UNWATCHED: [&str; 3] = ["target", "node_modules", "tests"];

/// Runs until we are asked to stop. A build that fails leaves the last good server running.
pub fn run(workspace: &Workspace, data: &Path) -> Result<ExitCode> {
    setup::for_site(workspace)?;
    let embedder = setup::embedder::ensure_or_warn(workspace)?;
    let mut stack = Stack::start(workspace, data, embedder)?;
    let mut seen = snapshot(workspace);
    let mut running = None;
    rebuild(workspace, &stack, &mut running)?;
    while !interrupt::requested() {
        sleep(LOOK_EVERY);
        stack.check()?;
        say_if_ended(&mut running)?;
        let changed = changed_since(&mut seen, workspace);
        if !changed.is_empty() {
            console::step(&format!("changed: {}", shown(workspace, &changed)));
            rebuild(workspace, &stack, &mut running)?;
        }
    }
    drop(running);
    stack.stop();
    Ok(ExitCode::SUCCESS)
}

/// Cargo and the site's caches skip what a change did not touch, so everything is asked for each time.
fn rebuild(workspace: &Workspace, stack: &Stack, running: &mut Option<Running>) -> Result<()> {
    let built =
        site::build(workspace, Mode::Development).and_then(|()| server::build(workspace, Mode::Development));
    match built {
        Ok(program) => {
            // Stopped first: both listen on the same address.
            drop(running.take());
            console::step("starting the server; reload the page");
            *running = Some(server::start(workspace, &program, stack.surroundings(), &["--demo"])?);
            Ok(())
        }
        Err(error) => {
            interrupt::check()?;
            console::error(&format!("{error:#}; waiting for the next change"));
            Ok(())
        }
    }
}

fn say_if_ended(running: &mut Option<Running>) -> Result<()> {
    if let Some(server) = running
        && let Some(status) = server.ended()?
    {
        let how = crate::process::describe(status);
        console::error(&format!("the server ended by itself ({how}); waiting for the next change"));
        *running = None;
    }
    Ok(())
}

type Snapshot = BTreeMap<PathBuf, SystemTime>;

fn snapshot(workspace: &Workspace) -> Snapshot {
    let all = WATCHED.iter().flat_map(|folder| files::walk(&workspace.path(folder), &UNWATCHED));
    all.filter_map(|path| Some((path.clone(), path.metadata().ok()?.modified().ok()?))).collect()
}

/// What differs from `seen`, which becomes the present state once it is at rest.
fn changed_since(seen: &mut Snapshot, workspace: &Workspace) -> Vec<PathBuf> {
    let mut now = snapshot(workspace);
    let mut changed = differences(seen, &now);
    if changed.is_empty() {
        return changed;
    }
    loop {
        sleep(QUIET_FOR);
        let later = snapshot(workspace);
        if later == now || interrupt::requested() {
            break;
        }
        now = later;
    }
    changed = differences(seen, &now);
    *seen = now;
    changed
}

fn differences(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let new_or_newer = after.iter().filter(|(path, time)| before.get(*path) != Some(*time));
    let gone = before.iter().filter(|(path, _)| !after.contains_key(*path));
    new_or_newer.chain(gone).map(|(path, _)| path.clone()).collect()
}

fn shown(workspace: &Workspace, changed: &[PathBuf]) -> String {
    let first =
        changed.first().map(|path| path.strip_prefix(workspace.root()).unwrap_or(path).display().to_string());
    match (first, changed.len()) {
        (Some(first), 1) => first,
        (Some(first), count) => format!("{first} and {} more", count - 1),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_removed_files_are_differences() {
        let early = SystemTime::UNIX_EPOCH;
        let late = early + Duration::from_secs(1);
        let before =
            Snapshot::from([("same".into(), early), ("changed".into(), early), ("gone".into(), early)]);
        let after = Snapshot::from([("same".into(), early), ("changed".into(), late), ("new".into(), early)]);
        let expected: Vec<PathBuf> = vec!["changed".into(), "new".into(), "gone".into()];
        assert_eq!(differences(&before, &after), expected);
    }
}
