//! Whom PostgreSQL runs as.
//!
//! PostgreSQL refuses to run as root. When we are root it runs as `nobody`, who owns the database folder;
//! where that user may not pass a folder above (a checkout in `/root`), it is lent one capability to
//! pass folders and no more.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files;
use crate::process;

const UNPRIVILEGED_USER: &str = "nobody";
/// `nobody` where the user list does not say.
const NOBODY: u32 = 65534;
/// What may be lent, the weaker first.
const CAPABILITIES: [&str; 2] = ["dac_read_search", "dac_override"];

/// The account that runs PostgreSQL's programs.
#[derive(Debug, Clone)]
pub enum Account {
    /// Our own; we are not root.
    Own,
    /// An unprivileged one; we are root.
    Unprivileged {
        /// User id.
        uid: u32,
        /// Group id.
        gid: u32,
        /// What it is lent to reach the folder.
        capability: Option<&'static str>,
    },
}

impl Account {
    /// The account for programs that work in `folder`, which is made when it is missing.
    pub fn for_folder(folder: &Path) -> Result<Self> {
        files::create_folder(folder)?;
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        if process::on_path("setpriv").is_none() {
            bail!(
                "PostgreSQL can't run as root and `setpriv` (package util-linux) is missing; install it or run as an ordinary user"
            );
        }
        let (uid, gid) = ids_of(UNPRIVILEGED_USER);
        for capability in [None].into_iter().chain(CAPABILITIES.into_iter().map(Some)) {
            let account = Self::Unprivileged { uid, gid, capability };
            if process::succeeds(account.command("test").arg("-x").arg(folder)) {
                return Ok(account);
            }
        }
        bail!(
            "PostgreSQL can't run as root, and the user `{UNPRIVILEGED_USER}` can't reach {}; move the checkout or the data to a folder that others may enter, or set DATABASE_URL",
            folder.display()
        )
    }

    /// A command that runs under this account.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        self.command_that_dies_with_us(program, None)
    }

    /// The same, sent `death_signal` when we die without stopping it, where the system can do that.
    pub fn command_that_dies_with_us(
        &self,
        program: impl AsRef<Path>,
        death_signal: Option<&str>,
    ) -> Command {
        let program = program.as_ref();
        let switches_user = matches!(self, Self::Unprivileged { .. });
        if !switches_user && (death_signal.is_none() || process::on_path("setpriv").is_none()) {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        if let Self::Unprivileged { uid, gid, capability } = self {
            command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
            if let Some(capability) = capability {
                // Without this, access(2) forgets the capability and PostgreSQL does not find itself.
                command.arg("--securebits=+no_setuid_fixup");
                command.arg(format!("--inh-caps=+{capability}")).arg(format!("--ambient-caps=+{capability}"));
            }
        }
        if let Some(signal) = death_signal {
            command.arg(format!("--pdeathsig={signal}"));
        }
        command.arg("--").arg(program);
        command
    }

    /// Makes this account the owner of a file or folder.
    pub fn own(&self, path: &Path) -> Result<()> {
        if let Self::Unprivileged { uid, gid, .. } = self {
            chown(path, Some(*uid), Some(*gid))
                .with_context(|| format!("{} can't be given to `{UNPRIVILEGED_USER}`", path.display()))?;
        }
        Ok(())
    }
}

/// User and group id from the system's user list.
fn ids_of(user: &str) -> (u32, u32) {
    let list = fs::read_to_string("/etc/passwd").unwrap_or_default();
    list.lines().find_map(|line| parse_passwd_line(line, user)).unwrap_or((NOBODY, NOBODY))
}

fn parse_passwd_line(line: &str, user: &str) -> Option<(u32, u32)> {
    let mut fields = line.split(':');
    if fields.next()? != user {
        return None;
    }
    let _password = fields.next()?;
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_line_of_the_user_list() {
        let line = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";
        assert_eq!(parse_passwd_line(line, "nobody"), Some((65534, 65533)));
        assert_eq!(parse_passwd_line(line, "root"), None);
        assert_eq!(parse_passwd_line("garbage", "garbage"), None);
    }
}
