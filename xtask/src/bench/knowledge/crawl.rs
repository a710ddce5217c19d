//! The crawl of a site on this machine, from the order until answers use every page.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::super::Figures;
use super::super::figures::Figure;
use super::new_bot;
use super::site::Site;
use crate::api::{Api, text_of};
use crate::console;

const PAGES: u32 = 2_000;
/// A site is asked for one page at a time, and after each comes a pause of twice the time that the answer took
/// (`server/crates/worker/src/jobs/sync/site.rs`). This site answers at once, so what is left is our own work between
/// two requests.
const LEAST_ASKED_PER_SECOND: f64 = 40.0;
/// A page is read in a child process of its own and embedded, one page after the other, beside the asking.
const MOST_MINUTES: f64 = 6.0;

/// Pages a second while it asks, and minutes until all are read.
pub fn measure(api: &Api) -> Result<Figures> {
    console::step(&format!("crawling a site of {PAGES} pages"));
    let bot = new_bot(api, "site")?;
    let site = Site::start(u64::from(PAGES))?;
    let order = json!({ "kind": "crawl", "addresses": [site.first_page()], "page_limit": PAGES });
    let began = Instant::now();
    let source = api.post(&format!("/api/v1/bots/{bot}/sources"), &order)?;
    api.wait_for_job(&text_of(&source, "job_id")?)?;
    let took = began.elapsed();
    require_all_read(api, &bot, &text_of(&source, "id")?)?;
    let asked = site.last_asked().context("the site was not asked for a page")?.duration_since(began);
    // What bounds the whole: if asking is over long before the end, reading and embedding do.
    console::note(&format!(
        "the last page was asked for after {}, all were read after {}",
        console::seconds(asked),
        console::seconds(took)
    ));
    let per_second = f64::from(PAGES) / asked.as_secs_f64();
    let what = format!("crawl of {PAGES} pages on loopback, ");
    Ok(vec![
        Figure::at_least(&format!("{what}pages asked for"), per_second, LEAST_ASKED_PER_SECOND, "/s")
            .with_our_target(),
        Figure::at_most(
            &format!("{what}to the last one read"),
            took.as_secs_f64() / 60.0,
            MOST_MINUTES,
            "min",
        )
        .with_our_target(),
    ])
}

fn require_all_read(api: &Api, bot: &str, source: &str) -> Result<()> {
    let source = api.get(&format!("/api/v1/bots/{bot}/sources/{source}"))?;
    let read = source.pointer("/pages/read").and_then(Value::as_u64);
    if read != Some(u64::from(PAGES)) {
        bail!("not every page of the site was read: {source}");
    }
    Ok(())
}
