//! The browser files: both WASM crates, the launcher and the style sheets, hashed, compressed and listed.
//!
//! The manifest is written last and whole, so that a server never starts on half a site.

pub mod assets;
pub mod browser_crate;
pub mod manifest;
pub mod script;
pub mod style;
pub mod wasm_optimiser;

use anyhow::Result;

use crate::console;
use crate::site::assets::AssetFolder;
use crate::site::browser_crate::BrowserCrate;
use crate::workspace::Workspace;

/// What the site is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build.
    Development,
    /// Small to load. The visitor's panel is always built like this.
    Release,
}

/// Builds the site into `target/site`; unchanged work is skipped.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<()> {
    console::step("building the browser files");
    let panel = browser_crate::build(workspace, &BrowserCrate::panel())?;
    let app = browser_crate::build(workspace, &BrowserCrate::dashboard(mode))?;
    let mut assets = AssetFolder::open(workspace, mode)?;

    // The panel's page names the module, and its script starts itself.
    assets.add("panel.wasm", &panel.wasm)?;
    assets.add("panel.js", &panel.glue)?;
    assets.add("panel.css", &style::panel(workspace)?)?;

    let app_wasm = assets.add("app.wasm", &app.wasm)?;
    let app_script = assets.add("app.js", &app.glue)?;
    assets.add("app-boot.js", script::app_boot(&app_script, &app_wasm).as_bytes())?;
    assets.add("app.css", &style::dashboard(workspace)?)?;

    let launcher = script::launcher(workspace)?;
    assets.add("widget.js", &launcher)?;
    assets.add_at_top("widget.js", &launcher)?;

    let changed = assets.finish()?;
    console::note(if changed { "the browser files are new" } else { "the browser files are up to date" });
    Ok(())
}
