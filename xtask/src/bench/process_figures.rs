//! How fast the server is there and what it holds while idle.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use super::Figures;
use super::figures::Figure;
use crate::console;
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;

/// Until what only the start needed is given back.
const IDLE_FOR: Duration = Duration::from_secs(5);
/// The middle one counts.
const STARTS: usize = 5;

/// Cold start and idle memory, with and without the embedder.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    console::step("measuring start and memory");
    // The first start migrates; what counts is a start on an existing database.
    drop(MeasuredServer::start(workspace, program, around, &[])?);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(MeasuredServer::start(workspace, program, around, &[])?.ready_after().as_secs_f64());
    }
    starts.sort_by(f64::total_cmp);
    let middle = starts.get(STARTS / 2).copied().unwrap_or_default();
    let mut figures =
        vec![Figure::at_most("cold start to /readyz with an existing database", middle, 1.0, "s")];
    let bare =
        Surroundings { database_url: around.database_url.clone(), data: around.data.clone(), embedder: None };
    let without = idle_megabytes(&MeasuredServer::start(workspace, program, &bare, &[])?)?;
    figures.push(Figure::at_most("memory of the idle server without the embedder", without, 50.0, "MB"));
    if around.embedder.is_some() {
        let with = idle_megabytes(&MeasuredServer::start(workspace, program, around, &[])?)?;
        figures.push(Figure::at_most("memory of the idle server with the embedder", with, 200.0, "MB"));
    }
    Ok(figures)
}

fn idle_megabytes(server: &MeasuredServer) -> Result<f64> {
    sleep(IDLE_FOR);
    server.resident_megabytes()
}
