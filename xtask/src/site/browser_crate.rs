//! From a Rust crate to a WASM module and the script that loads it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{Mode, script, wasm_optimiser};
use crate::setup::wasm_target;
use crate::workspace::Workspace;
use crate::{console, files, hash, process};

/// Goes up when the steps below change, so that what older steps made is not taken.
const STEPS_VERSION: &str = "1";

/// How a crate is built for the browser.
#[derive(Debug)]
pub struct BrowserCrate {
    name: &'static str,
    package: &'static str,
    cargo_arguments: &'static [&'static str],
    profile: &'static str,
    optimised: bool,
    /// A script of ours that becomes the end of wasm-bindgen's: its functions are what the module imports.
    hand_written: Option<&'static str>,
}

/// What a browser loads.
#[derive(Debug)]
pub struct Built {
    /// The module.
    pub wasm: Vec<u8>,
    /// The script between the module and the page.
    pub glue: Vec<u8>,
}

impl BrowserCrate {
    /// The visitor's panel: always as small as can be.
    pub fn panel() -> Self {
        Self {
            name: "panel",
            package: "chatsphere-widget",
            cargo_arguments: &[],
            profile: "widget",
            optimised: true,
            hand_written: Some("widget/boot.js"),
        }
    }

    /// The dashboard.
    pub fn dashboard(mode: Mode) -> Self {
        let release = mode == Mode::Release;
        Self {
            name: "app",
            package: "chatsphere-app",
            cargo_arguments: &["--no-default-features", "--features", "hydrate"],
            profile: if release { "dashboard-release" } else { "dashboard-dev" },
            optimised: release,
            hand_written: None,
        }
    }
}

/// Compiles the crate and takes it through wasm-bindgen and, where asked, wasm-opt.
pub fn build(workspace: &Workspace, browser_crate: &BrowserCrate) -> Result<Built> {
    let module = compile(workspace, browser_crate)?;
    let compiled = fs::read(&module).with_context(|| format!("{} can't be read", module.display()))?;
    let hand_written = hand_written(workspace, browser_crate)?;
    let key = hash::of_pieces([
        compiled.as_slice(),
        hand_written.as_slice(),
        STEPS_VERSION.as_bytes(),
        browser_crate.profile.as_bytes(),
    ]);
    let kept = workspace.site_cache().join(format!("{}-{}", browser_crate.name, browser_crate.profile));
    if let Some(built) = read_kept(&kept, &key) {
        return Ok(built);
    }
    console::note(&format!("preparing {}.wasm", browser_crate.name));
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    let bound = kept.join("bound");
    bind(browser_crate, &module, &bound)?;
    let bound_script = bound.join(format!("{}.js", browser_crate.name));
    let mut script =
        fs::read(&bound_script).with_context(|| format!("{} can't be read", bound_script.display()))?;
    script.extend(hand_written);
    files::write_atomically(&bound_script, &script)?;
    let glue = script::bundle(workspace, &bound_script, &kept.join("glue.js"))?;
    let bound_module = bound.join(format!("{}_bg.wasm", browser_crate.name));
    let wasm = if browser_crate.optimised {
        wasm_optimiser::shrink(workspace, &bound_module, &kept.join("module.wasm"))?
    } else {
        fs::copy(&bound_module, kept.join("module.wasm"))?;
        fs::read(&bound_module)?
    };
    files::write_atomically(&kept.join("key"), key.as_bytes())?;
    Ok(Built { wasm, glue })
}

fn hand_written(workspace: &Workspace, browser_crate: &BrowserCrate) -> Result<Vec<u8>> {
    let Some(name) = browser_crate.hand_written else { return Ok(Vec::new()) };
    fs::read(workspace.path(name))
        .with_context(|| format!("{name} can't be read; restore it with git and run this again"))
}

fn read_kept(kept: &Path, key: &str) -> Option<Built> {
    if fs::read_to_string(kept.join("key")).ok()? != key {
        return None;
    }
    Some(Built { wasm: fs::read(kept.join("module.wasm")).ok()?, glue: fs::read(kept.join("glue.js")).ok()? })
}

fn compile(workspace: &Workspace, browser_crate: &BrowserCrate) -> Result<PathBuf> {
    let target = workspace.wasm_target();
    let mut command = process::cargo();
    command
        .args(["build", "--package", browser_crate.package, "--lib", "--target", wasm_target::TARGET])
        .args(browser_crate.cargo_arguments)
        .args(["--profile", browser_crate.profile, "--target-dir"])
        .arg(&target)
        .current_dir(workspace.root());
    process::run(&format!("compiling {}", browser_crate.package), &mut command)?;
    let file = format!("{}.wasm", browser_crate.package.replace('-', "_"));
    Ok(target.join(wasm_target::TARGET).join(browser_crate.profile).join(file))
}

fn bind(browser_crate: &BrowserCrate, module: &Path, folder: &Path) -> Result<()> {
    let bound =
        Bindgen::new().input_path(module).out_name(browser_crate.name).web(true).and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(true)
                .remove_name_section(browser_crate.optimised)
                .remove_producers_section(true)
                .generate(folder)
        });
    bound.map_err(|error| error.context(format!("wasm-bindgen can't prepare {}", browser_crate.package)))
}
