//! The one entry to set up, build, run, test and measure: `cargo xtask COMMAND`.

mod api;
mod bench;
mod commands;
mod console;
mod eval;
mod files;
mod hash;
mod http;
mod interrupt;
mod measured_server;
mod postgres;
mod process;
mod secret;
mod server;
mod setup;
mod site;
mod stack;
mod tidy;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::site::Mode;
use crate::workspace::Workspace;

/// What a shell reports for a program that Ctrl-C ended.
const INTERRUPTED_EXIT_CODE: u8 = 130;

/// Set up, build, run, test and measure ChatSphere.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything and serve it, with a database and a demo, until Ctrl-C
    Run(RunArguments),
    /// Everything that must pass before a change is shared
    Test(TestArguments),
    /// The fast loop: formatting, tidiness and lints of what changed
    Check,
    /// Like run, but build again and start again when a file changes
    Dev(DataArguments),
    /// Fetch what the other commands need
    Setup,
    /// Build the browser files into target/site
    Site(BuildArguments),
    /// Build optimised and lay everything that an install needs into a folder
    Package(PackageArguments),
    /// Keep a throw-away PostgreSQL running, for tests by hand
    Database,
    /// Check what lints can't see
    Tidy,
    /// Measure a release build against its targets
    Bench(bench::Arguments),
    /// Measure the quality of retrieval and answers
    Eval(eval::Arguments),
}

#[derive(Debug, Args)]
struct RunArguments {
    #[command(flatten)]
    build: BuildArguments,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Args)]
struct BuildArguments {
    /// Build optimised
    #[arg(long)]
    release: bool,
}

#[derive(Debug, Args)]
struct DataArguments {
    /// Keep all state in this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct PackageArguments {
    /// The folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct TestArguments {
    /// Leave the browser tests out
    #[arg(long)]
    fast: bool,
}

impl BuildArguments {
    fn mode(&self) -> Mode {
        if self.release { Mode::Release } else { Mode::Development }
    }
}

impl DataArguments {
    fn folder(&self, workspace: &Workspace) -> PathBuf {
        self.data.clone().unwrap_or_else(|| workspace.dev("data"))
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) if error.is::<interrupt::Interrupted>() => {
            console::note("stopped");
            ExitCode::from(INTERRUPTED_EXIT_CODE)
        }
        Err(error) => {
            console::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let workspace = Workspace::find()?;
    match &arguments.command {
        Command::Run(run) => commands::run::run(&workspace, run.build.mode(), &run.data.folder(&workspace)),
        Command::Test(test) => commands::test::run(&workspace, test.fast),
        Command::Check => done(commands::check::run(&workspace)),
        Command::Dev(data) => commands::dev::run(&workspace, &data.folder(&workspace)),
        Command::Setup => done(setup::everything(&workspace)),
        Command::Site(build) => {
            done(setup::for_site(&workspace).and_then(|()| site::build(&workspace, build.mode())))
        }
        Command::Package(package) => done(commands::package::run(&workspace, &package.out)),
        Command::Database => commands::database::run(&workspace),
        Command::Tidy => done(tidy::run(&workspace)),
        Command::Bench(bench) => done(bench::run(&workspace, bench)),
        Command::Eval(eval) => done(eval::run(&workspace, eval)),
    }
}

fn done(result: Result<()>) -> Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}
