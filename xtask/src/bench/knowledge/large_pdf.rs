//! A PDF of the size of a thick manual, from upload until answers use it.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::super::Figures;
use super::super::figures::Figure;
use super::reader_memory::ReaderMemory;
use super::{new_bot, pdf_file};
use crate::api::{Api, text_of};
use crate::{console, interrupt};

const PAGES: usize = 600;
const PATIENCE: Duration = Duration::from_secs(3600);
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Some 1,500 passages on the one core that a machine of two leaves for them.
const MOST_MINUTES: f64 = 5.0;
/// Less than half of what the worker reckons with for a reader (`server/crates/worker/src/memory.rs`): this file is
/// text alone, one with pictures and fonts of its own takes more.
const MOST_MEGABYTES: f64 = 150.0;

/// Minutes until it is ready, and the memory of the child that reads it.
pub fn measure(api: &Api, server: u32) -> Result<Figures> {
    let file = pdf_file::write(PAGES);
    console::step(&format!("reading a PDF of {PAGES} pages ({})", console::megabytes(file.len() as u64)));
    let bot = new_bot(api, "manual")?;
    let memory = ReaderMemory::watch(server);
    let began = Instant::now();
    let document = api.upload(&bot, "manual.pdf", "application/pdf", &file)?;
    wait_until_ready(api, &bot, &document)?;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    let megabytes = memory.peak_megabytes()?;
    let figure = |what: &str, measured: f64, most: f64, unit: &'static str| {
        Figure::at_most(&format!("PDF of {PAGES} pages, {what}"), measured, most, unit).with_our_target()
    };
    Ok(vec![
        figure("from upload to ready", minutes, MOST_MINUTES, "min"),
        figure("peak memory of its reader", megabytes, MOST_MEGABYTES, "MB"),
    ])
}

fn wait_until_ready(api: &Api, bot: &str, document: &str) -> Result<()> {
    let path = format!("/api/v1/bots/{bot}/documents/{document}");
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        interrupt::check()?;
        let state = api.get(&path)?;
        match text_of(&state, "status")?.as_str() {
            "ready" => {
                let count =
                    |field: &str| state.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
                console::note(&format!(
                    "{} pages and {} passages after {}",
                    count("pages"),
                    count("chunks"),
                    console::seconds(began.elapsed())
                ));
                return if count("pages") == PAGES as u64 {
                    Ok(())
                } else {
                    bail!("pages are missing: {state}")
                };
            }
            "failed" => bail!("the PDF failed: {state}"),
            _ => sleep(LOOK_EVERY),
        }
    }
    bail!("the PDF took longer than {}", console::seconds(PATIENCE))
}
