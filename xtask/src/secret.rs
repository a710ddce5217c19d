//! Random secrets kept in files that only we can read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files;

const SECRET_BYTES: usize = 32;

/// The secret of `path`, which is made at first.
pub fn read_or_make(path: &Path) -> Result<String> {
    if let Ok(secret) = fs::read_to_string(path) {
        let secret = secret.trim();
        if !secret.is_empty() {
            return Ok(secret.to_owned());
        }
    }
    let secret = random()?;
    write_private(path, &secret)?;
    Ok(secret)
}

/// Writes a file that only its owner can read.
pub fn write_private(path: &Path, content: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        files::create_folder(folder)?;
    }
    let cannot = || format!("{} can't be written", path.display());
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(cannot)?;
    file.write_all(content.as_bytes()).with_context(cannot)?;
    file.sync_all().with_context(cannot)
}

fn random() -> Result<String> {
    let mut bytes = [0_u8; SECRET_BYTES];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("the system gave no random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
