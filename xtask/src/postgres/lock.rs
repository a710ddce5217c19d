//! One user of a folder at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::files;

/// Held for as long as it lives, and let go by the system when we die.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder, or says who has it.
    pub fn take(folder: &Path) -> Result<Self> {
        match Self::try_take(folder)? {
            Ok(lock) => Ok(lock),
            Err(owner) => bail!(
                "{} is in use by another `cargo xtask` (process {owner}); stop that, or choose another folder with --data",
                folder.display()
            ),
        }
    }

    /// Takes the folder if it is free; the inner error is the number of the process that has it.
    pub fn try_take(folder: &Path) -> Result<Result<Self, String>> {
        files::create_folder(folder)?;
        let path = lock_path(folder);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("{} can't be written", path.display()))?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                file.rewind()?;
                write!(file, "{}", std::process::id())?;
                Ok(Ok(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                file.read_to_string(&mut owner)?;
                Ok(Err(owner))
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} can't be locked", path.display()))
            }
        }
    }
}

fn lock_path(folder: &Path) -> PathBuf {
    folder.join("xtask.lock")
}
