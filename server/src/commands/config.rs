//! `chatsphere config`

use anyhow::Context as _;
use chatsphere_config::Config;

pub fn config() -> anyhow::Result<()> {
    print!("{}", Config::from_process().context("the configuration is not usable")?.masked());
    Ok(())
}
