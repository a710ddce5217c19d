//! Names the migrations by their content, so that a changed migration makes a new template database.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    // Asked when it runs: built programs may be shared between checkouts.
    let crate_folder = std::env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?;
    let folder = Path::new(&crate_folder).join("../../../migrations/src");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        file.file_name().hash(&mut hasher);
        std::fs::read(&file)?.hash(&mut hasher);
    }
    println!("cargo:rustc-env=CHATSPHERE_MIGRATIONS_HASH={:016x}", hasher.finish());
    Ok(())
}
