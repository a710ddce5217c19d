//! One PostgreSQL of ours: made when missing, started on a free port of this machine only, stopped with us.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitStatus;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use super::Installation;
use super::account::Account;
use super::leftover;
use crate::process::{self, Reach, Running};
use crate::{console, files, interrupt, secret};

const OWNER: &str = "postgres";
const DATABASE: &str = "chatsphere";
/// Enough for recovery after a crash in the middle of a large import.
const START_PATIENCE: Duration = Duration::from_secs(120);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
/// A free port can be taken by another program before PostgreSQL has it.
const PORT_ATTEMPTS: u32 = 3;

/// How much a power failure may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Kept,
    /// Everything: the data is thrown away anyway, and tests are quick.
    ThrownAway,
}

/// A running PostgreSQL; dropping it stops it.
#[derive(Debug)]
pub struct Cluster {
    server: Running,
    url: String,
}

impl Cluster {
    /// Starts the PostgreSQL of `installation` with its state in `home`, whose lock the caller holds.
    pub fn start(installation: &Installation, home: &Path, durability: Durability) -> Result<Self> {
        let account = Account::for_folder(home)?;
        let cluster = home.join("cluster");
        let password = secret::read_or_make(&home.join("password"))?;
        if cluster.join("PG_VERSION").is_file() {
            leftover::clear(&cluster)?;
        } else {
            initialise(installation, home, &account, &password)?;
        }
        let log = home.join("postgres.log");
        for _ in 0..PORT_ATTEMPTS {
            let port = free_port()?;
            let mut server = launch(installation, &cluster, &account, durability, port, &log)?;
            if wait_until_ready(&mut server, &cluster)? {
                create_database(installation, &account, port, &password)?;
                let url = format!("postgres://{OWNER}:{password}@127.0.0.1:{port}/{DATABASE}");
                return Ok(Self { server, url });
            }
        }
        process::show_tail(&log);
        bail!("PostgreSQL did not start; what it said is above and in {}", log.display())
    }

    /// Where the owner of the database connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The exit status, if PostgreSQL ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.server.ended()
    }

    /// Stops PostgreSQL and waits until it has.
    pub fn stop(mut self) {
        self.server.stop();
    }
}

/// Makes the cluster beside its place and moves it there, so that a broken attempt is never taken for one.
fn initialise(installation: &Installation, home: &Path, account: &Account, password: &str) -> Result<()> {
    console::note("making a new database cluster");
    let unfinished = home.join("cluster.new");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    files::create_folder(&unfinished)?;
    account.own(&unfinished)?;
    let password_file = home.join("password.new");
    secret::write_private(&password_file, password)?;
    account.own(&password_file)?;
    let mut command = installation.command(account, "initdb");
    command
        .arg("--pgdata")
        .arg(&unfinished)
        .arg("--pwfile")
        .arg(&password_file)
        .args(["--username", OWNER, "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"])
        .args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"])
        .current_dir(home);
    let made = process::run_logged("initdb", &mut command, &home.join("initdb.log"), || ());
    fs::remove_file(&password_file)?;
    made?;
    fs::rename(&unfinished, home.join("cluster")).context("the new database cluster can't be put in place")
}

fn launch(
    installation: &Installation,
    cluster: &Path,
    account: &Account,
    durability: Durability,
    port: u16,
    log: &Path,
) -> Result<Running> {
    let output = File::create(log).with_context(|| format!("{} can't be written", log.display()))?;
    let mut command = installation.command_that_dies_with_us(account, "postgres", "INT");
    command.arg("-D").arg(cluster).arg("-p").arg(port.to_string());
    for setting in settings(durability) {
        command.arg("-c").arg(setting);
    }
    command.current_dir(cluster).stdout(output.try_clone()?).stderr(output);
    Running::start_with("PostgreSQL", &mut command, Signal::INT, STOP_PATIENCE, Reach::Leader)
}

/// Loopback only, and no socket file: the password is the only way in.
fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings =
        vec!["listen_addresses=127.0.0.1", "unix_socket_directories=", "cluster_name=chatsphere"];
    match durability {
        Durability::Kept => settings.extend(["max_connections=200", "shared_buffers=256MB"]),
        Durability::ThrownAway => settings.extend([
            "max_connections=400",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "autovacuum=off",
            "wal_level=minimal",
            "max_wal_senders=0",
        ]),
    }
    settings
}

/// Whether it accepts connections; `false` when it gave up.
fn wait_until_ready(server: &mut Running, cluster: &Path) -> Result<bool> {
    let began = Instant::now();
    while began.elapsed() < START_PATIENCE {
        interrupt::check()?;
        if server.ended()?.is_some() {
            return Ok(false);
        }
        if leftover::says_ready(cluster) {
            return Ok(true);
        }
        sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// Makes the database that the server uses, at the first start.
fn create_database(installation: &Installation, account: &Account, port: u16, password: &str) -> Result<()> {
    let psql = |statement: String| {
        let mut command = installation.command(account, "psql");
        command
            .env("PGPASSWORD", password)
            .args(["--host=127.0.0.1", &format!("--port={port}"), "--username", OWNER])
            .args(["--dbname=postgres", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command"])
            .arg(statement)
            .current_dir("/");
        process::capture("psql", &mut command)
    };
    if psql(format!("SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"))?.trim().is_empty() {
        psql(format!("CREATE DATABASE {DATABASE}"))?;
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}
