//! How fast an import is taken: from the start of the request to its 202.

use std::time::Instant;

use anyhow::Result;

use super::super::figures::Figure;
use super::{cancel, new_bot, prose};
use crate::api::Api;
use crate::console;

const LINES: u32 = 50_000;

/// Only the taking: the job that goes on with it is ended.
pub fn measure(api: &Api) -> Result<Figure> {
    console::step(&format!("sending an import of {LINES} lines"));
    let bot = new_bot(api, "lines")?;
    let lines = prose::import_lines(0..u64::from(LINES));
    let began = Instant::now();
    let job = api.start_import(&bot, &lines)?;
    let took = began.elapsed();
    cancel(api, &job)?;
    console::note(&format!("taken after {}", console::seconds(took)));
    let what = format!("import of {LINES} lines of 1 KB, lines accepted");
    Ok(Figure::at_least(&what, f64::from(LINES) / took.as_secs_f64(), 5_000.0, "/s"))
}
