//! The child process: what it may do, and that none of what it does reaches us.

#![expect(clippy::unwrap_used, reason = "a test whose set-up fails shall fail")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use chatsphere_ingest::{ExtractError, ExtractLimits, Extractor, MediaType};
use tempfile::TempDir;

/// A program that stands in for the child.
fn script(folder: &TempDir, body: &str) -> PathBuf {
    let path = folder.path().join("child");
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn quick() -> ExtractLimits {
    ExtractLimits { wall_time: Duration::from_secs(2), ..ExtractLimits::default() }
}

async fn outcome(program: PathBuf, limits: ExtractLimits) -> ExtractError {
    Extractor::new(program, limits).extract(b"<p>Hello</p>".to_vec(), MediaType::Html).await.unwrap_err()
}

async fn wait_until(condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the condition never came true");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn is_running(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn written(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[tokio::test]
async fn a_hanging_child_is_stopped() {
    let folder = TempDir::new().unwrap();
    let pid_file = folder.path().join("pid");
    let program = script(&folder, &format!("echo $$ > {}\nexec sleep 600", pid_file.display()));
    assert_eq!(outcome(program, quick()).await, ExtractError::Timeout { seconds: 2 });
    let pid = written(&pid_file).unwrap();
    wait_until(|| !is_running(&pid)).await;
}

#[tokio::test]
async fn dropping_the_work_stops_the_child() {
    let folder = TempDir::new().unwrap();
    let pid_file = folder.path().join("pid");
    let program = script(&folder, &format!("echo $$ > {}\nexec sleep 600", pid_file.display()));
    let extractor = Extractor::new(program, ExtractLimits::default());
    let work =
        tokio::spawn(async move { extractor.extract(b"<p>Hello</p>".to_vec(), MediaType::Html).await });
    wait_until(|| written(&pid_file).is_some()).await;
    work.abort();
    let pid = written(&pid_file).unwrap();
    wait_until(|| !is_running(&pid)).await;
}

#[tokio::test]
async fn floods_are_capped() {
    let folder = TempDir::new().unwrap();
    let limits = ExtractLimits { text_bytes: 100_000, ..quick() };
    assert_eq!(outcome(script(&folder, "exec yes"), limits).await.code(), "too_large");
    assert_eq!(outcome(script(&folder, "exec yes >&2"), quick()).await.code(), "timeout");
}

#[tokio::test]
async fn deaths_have_reasons() {
    let folder = TempDir::new().unwrap();
    for (body, code) in [
        ("kill -SEGV $$", "corrupt"),
        ("kill -XCPU $$", "timeout"),
        ("kill -KILL $$", "out_of_memory"),
        ("echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$", "out_of_memory"),
        ("exit 4", "corrupt"),
        ("exit 3", "reader_unavailable"),
        ("echo nonsense", "corrupt"),
        ("exit 0", "corrupt"),
    ] {
        assert_eq!(outcome(script(&folder, body), quick()).await.code(), code, "{body}");
    }
    let error = outcome(folder.path().join("not-there"), quick()).await;
    assert_eq!(error.code(), "reader_unavailable");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn the_child_sees_no_environment() {
    let folder = TempDir::new().unwrap();
    let seen = folder.path().join("environment");
    outcome(script(&folder, &format!("/usr/bin/env > {}", seen.display())), quick()).await;
    assert!(std::env::var_os("PATH").is_some());
    // The shell itself sets a few, and we one for the allocator.
    let names = fs::read_to_string(seen).unwrap();
    assert!(
        names.lines().all(|line| ["PWD=", "OLDPWD=", "SHLVL=", "_=", "MIMALLOC_ARENA_RESERVE="]
            .iter()
            .any(|own| line.starts_with(own))),
        "{names}"
    );
}

#[tokio::test]
async fn only_so_many_children_at_once() {
    let folder = TempDir::new().unwrap();
    let program = script(&folder, "sleep 0.3");
    let extractor = Extractor::new(program, ExtractLimits { concurrent_children: 1, ..quick() });
    let begun = Instant::now();
    let work = (0..3).map(|_| {
        let extractor = extractor.clone();
        tokio::spawn(async move { extractor.extract(b"<p>x</p>".to_vec(), MediaType::Html).await })
    });
    for task in work.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap().unwrap_err().code(), "corrupt");
    }
    assert!(begun.elapsed() >= Duration::from_millis(900));
}

#[tokio::test]
async fn long_input_is_refused_before_it_is_read() {
    let limits = ExtractLimits { input_bytes: 4, ..quick() };
    assert_eq!(outcome("/nowhere".into(), limits).await.code(), "too_large");
}

#[tokio::test]
async fn the_real_child_limits_itself_before_it_reads() {
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_chatsphere-extract"))
        .args(["extract", "--media-type", "text/csv", "--memory-bytes", "268435456", "--cpu-seconds", "7"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let pid = child.id().unwrap();
    let limits = || fs::read_to_string(format!("/proc/{pid}/limits")).unwrap_or_default();
    let limit = |name: &str| {
        let limits = limits();
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.strip_prefix(name).unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned()
    };
    wait_until(|| limit("Max processes") == "0").await;
    for (name, wanted) in [
        ("Max open files", "3"),
        ("Max core file size", "0"),
        ("Max file size", "0"),
        ("Max data size", "268435456"),
        ("Max cpu time", "12"),
    ] {
        assert_eq!(limit(name), wanted, "{name}");
    }
    child.kill().await.unwrap();
}
