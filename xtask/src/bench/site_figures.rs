//! What a visitor and a dashboard user download.

use anyhow::Result;

use super::Figures;
use super::figures::Figure;
use crate::tidy::sizes;
use crate::workspace::Workspace;

/// Not promised to anyone; the size of a page with a few pictures.
const DASHBOARD_MOST_KB: f64 = 400.0;

/// Sizes of the built site, compressed.
pub fn measure(workspace: &Workspace) -> Result<Figures> {
    let mut figures = Figures::new();
    for budget in &sizes::BUDGETS {
        let bytes = sizes::compressed_bytes(workspace, budget.files)?;
        figures.push(Figure::at_most(
            &format!("bytes {}", budget.title),
            kilobytes(bytes),
            kilobytes(budget.most_bytes),
            "KB",
        ));
    }
    let dashboard = sizes::compressed_bytes(workspace, &["app-boot.js", "app.js", "app.wasm", "app.css"])?;
    figures.push(Figure::at_most(
        "bytes of the dashboard's code",
        kilobytes(dashboard),
        DASHBOARD_MOST_KB,
        "KB",
    ));
    Ok(figures)
}

#[expect(clippy::cast_precision_loss, reason = "file sizes are far below 2^52")]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}
