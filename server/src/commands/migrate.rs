//! `chatsphere migrate`

use chatsphere_db::migrate::{self, MigrationStatus};
use clap::Args;

use crate::start;

#[derive(Debug, Args)]
pub struct Options {
    /// Only say what is applied and what is missing.
    #[arg(long)]
    status: bool,
    /// Only say what would be applied.
    #[arg(long, conflicts_with = "status")]
    dry_run: bool,
}

pub async fn migrate(options: Options) -> anyhow::Result<()> {
    let (config, secret) = start::configuration()?;
    let status = migrate::status(config.database.url.reveal()).await?;
    if options.status {
        print_status(&status);
        return Ok(());
    }
    if options.dry_run {
        if status.pending.is_empty() {
            println!("nothing to apply");
        }
        for name in &status.pending {
            println!("would apply {name}");
        }
        return Ok(());
    }
    start::migrate(&config, &secret).await?;
    for name in &status.pending {
        println!("applied {name}");
    }
    println!("the database is up to date");
    Ok(())
}

fn print_status(status: &MigrationStatus) {
    for name in &status.applied {
        let note = if status.unknown.contains(name) { "  (from a newer ChatSphere)" } else { "" };
        println!("applied  {name}{note}");
    }
    for name in &status.pending {
        println!("missing  {name}");
    }
}
