//! `cargo xtask test`: everything that must pass before a change is shared.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::postgres::{Installation, Throwaway};
use crate::setup::wasm_target;
use crate::site::{self, Mode};
use crate::workspace::Workspace;
use crate::{console, process, server, setup, tidy};

/// Runs every stage until one fails, then says how long each took.
pub fn run(workspace: &Workspace, fast: bool) -> Result<ExitCode> {
    let mut stages = Stages::default();
    let outcome = all_stages(workspace, fast, &mut stages);
    stages.report();
    outcome.map(|()| ExitCode::SUCCESS)
}

fn all_stages(workspace: &Workspace, fast: bool, stages: &mut Stages) -> Result<()> {
    let (installation, embedder) = stages.run("set-up", || set_up(workspace, fast))?;
    stages.run("formatting", || formatting(workspace))?;
    stages.run("tidy", || tidy::sources(workspace))?;
    stages.run("lints", || lints(workspace))?;
    stages.run("lints for the browser", || browser_lints(workspace))?;
    stages.run("browser files", || site::build(workspace, Mode::Development))?;
    stages.run("browser file sizes", || tidy::sizes(workspace))?;
    let database = stages.run("database", || Throwaway::start(workspace, &installation))?;
    let settings = Settings { workspace, database: &database, embedder: &embedder };
    stages.run("unit and integration tests", || rust_tests(&settings))?;
    if !fast {
        let program = stages.run("server", || server::build(workspace, Mode::Development))?;
        stages.run("browser tests", || browser_tests(&settings, &program))?;
    }
    Ok(())
}

/// What every kind of test is told.
struct Settings<'a> {
    workspace: &'a Workspace,
    database: &'a Throwaway,
    embedder: &'a Path,
}

impl Settings<'_> {
    fn apply<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("CHATSPHERE_TEST_DATABASE_URL", self.database.url())
            .env("CHATSPHERE_EMBEDDER_DIR", self.embedder)
            .env("CHATSPHERE_SITE_DIR", self.workspace.site())
            .env_remove("DATABASE_URL")
    }
}

fn set_up(workspace: &Workspace, fast: bool) -> Result<(Installation, PathBuf)> {
    setup::for_site(workspace)?;
    let installation = setup::postgresql::ensure(workspace)?;
    let embedder = setup::embedder::ensure(workspace)?;
    if !fast {
        setup::end2end::ensure(workspace)?;
        setup::browser::ensure(workspace)?;
    }
    Ok((installation, embedder))
}

/// Fails on anything that rustfmt would change.
pub fn formatting(workspace: &Workspace) -> Result<()> {
    let mut command = process::cargo();
    command.args(["fmt", "--all", "--check"]).current_dir(workspace.root());
    process::run("the check of the formatting", &mut command).context("mend it with `cargo fmt --all`")
}

fn lints(workspace: &Workspace) -> Result<()> {
    let mut command = process::cargo();
    command
        .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        .current_dir(workspace.root());
    process::run("cargo clippy", &mut command)
}

/// The lints of the two crates that run in a browser, as they are built for it.
pub fn browser_lints(workspace: &Workspace) -> Result<()> {
    browser_lint(workspace, "chatsphere-widget", &[])?;
    browser_lint(workspace, "chatsphere-app", &["--no-default-features", "--features", "hydrate"])
}

fn browser_lint(workspace: &Workspace, package: &str, features: &[&str]) -> Result<()> {
    let mut command = process::cargo();
    command
        .args(["clippy", "--package", package, "--lib", "--target", wasm_target::TARGET])
        .args(features)
        .arg("--target-dir")
        .arg(workspace.wasm_target())
        .args(["--", "-D", "warnings"])
        .current_dir(workspace.root());
    process::run(&format!("cargo clippy of {package} for the browser"), &mut command)
}

fn rust_tests(settings: &Settings<'_>) -> Result<()> {
    let mut command = process::cargo();
    if process::succeeds(process::cargo().args(["nextest", "--version"])) {
        command.args(["nextest", "run", "--workspace", "--no-tests=pass"]);
    } else {
        command.args(["test", "--workspace", "--lib", "--bins", "--tests"]);
    }
    settings.apply(&mut command).current_dir(settings.workspace.root());
    process::run("the tests", &mut command)
}

/// The specs start servers of their own from what the environment names.
fn browser_tests(settings: &Settings<'_>, program: &Path) -> Result<()> {
    let hostile = hostile_corpus(settings.workspace)?;
    let mut command = Command::new("npx");
    settings
        .apply(&mut command)
        .args(["--no-install", "playwright", "test"])
        .env("CHATSPHERE_SERVER_BIN", program)
        .env("CHATSPHERE_HOSTILE_DIR", hostile)
        .env("CHROMIUM", setup::browser::ensure(settings.workspace)?)
        .current_dir(settings.workspace.path("end2end"));
    process::run("the browser tests", &mut command)
}

/// The folder with the files that are made to hurt a server.
fn hostile_corpus(workspace: &Workspace) -> Result<PathBuf> {
    let mut build = process::cargo();
    // All of the workspace, so that nothing is built with other features than for the tests.
    build.args(["build", "--workspace", "--example", "hostile_corpus"]).current_dir(workspace.root());
    process::run("compiling the maker of the hostile corpus", &mut build)?;
    let folder = workspace.dev("tmp/hostile");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut make = Command::new(workspace.target().join("debug/examples/hostile_corpus"));
    process::run("making the hostile corpus", make.arg(&folder))?;
    Ok(folder)
}

/// How long each stage took and whether it passed.
#[derive(Default)]
struct Stages {
    ended: Vec<(&'static str, Duration, bool)>,
}

impl Stages {
    fn run<T>(&mut self, name: &'static str, stage: impl FnOnce() -> Result<T>) -> Result<T> {
        console::step(name);
        let began = Instant::now();
        let outcome = stage();
        self.ended.push((name, began.elapsed(), outcome.is_ok()));
        outcome
    }

    #[expect(clippy::print_stdout, reason = "the closing lines are this command's result")]
    fn report(&self) {
        let total: Duration = self.ended.iter().map(|(_, took, _)| *took).sum();
        for (name, took, passed) in &self.ended {
            println!("{} {:>12}  {name}", if *passed { "ok    " } else { "FAILED" }, console::seconds(*took));
        }
        let run = self.ended.len();
        let passed = self.ended.iter().filter(|(_, _, passed)| *passed).count();
        println!(
            "Summary [{}] {run} stages run: {passed} passed, {} failed",
            console::seconds(total),
            run - passed
        );
    }
}
