//! The command line.

mod admin;
mod config;
mod doctor;
mod healthcheck;
mod migrate;
mod openapi;
mod worker;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::{serve, telemetry};

/// Customer-service chatbots that answer from your documents.
#[derive(Debug, Parser)]
#[command(name = "chatsphere", version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the dashboard and the widget; also do the background work.
    Serve(serve::Options),
    /// Do background work only; run as many as needed.
    Worker,
    /// Bring the database to this version's schema.
    Migrate(migrate::Options),
    /// Actions of whoever runs this install.
    #[command(subcommand)]
    Admin(admin::Action),
    /// Print the OpenAPI document.
    Openapi,
    /// Say what is wrong with this install.
    Doctor,
    /// Exit with 0 when the server on this machine is ready (for containers).
    Healthcheck,
    /// Print the configuration in force, secrets masked.
    Config,
    /// Read one untrusted file (started by the server itself).
    #[command(hide = true)]
    Extract,
}

/// Runs one command to its end.
pub fn run(line: CommandLine) -> anyhow::Result<ExitCode> {
    match line.command {
        Command::Serve(options) => {
            telemetry::start();
            runtime()?.block_on(serve::serve(options))?;
        }
        Command::Worker => {
            telemetry::start();
            runtime()?.block_on(worker::worker())?;
        }
        Command::Migrate(options) => runtime()?.block_on(migrate::migrate(options))?,
        Command::Admin(action) => runtime()?.block_on(admin::admin(action))?,
        Command::Openapi => openapi::openapi()?,
        Command::Doctor => return runtime()?.block_on(doctor::doctor()),
        Command::Healthcheck => return healthcheck::healthcheck(),
        Command::Config => config::config()?,
        Command::Extract => anyhow::bail!("this command is for the server itself"),
    }
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("chatsphere")
        .build()
        .context("the runtime could not be started")
}
