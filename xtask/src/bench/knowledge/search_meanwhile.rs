//! Search in a bot into which a large import runs, against the same search before.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::super::figures::Figure;
use super::prose::Prose;
use super::{DOCUMENTS, cancel, prose};
use crate::api::{Api, percent_encoded, text_of};
use crate::eval::metrics::percentile;
use crate::{console, interrupt};

/// Searches not counted, then those that are.
const WARM_UP: u64 = 30;
const COUNTED: u64 = 300;
/// Between an answer and the next question, so that a few batches of the import fall into the measurement.
const BETWEEN: Duration = Duration::from_millis(60);
/// Until the first documents of an import are in.
const IMPORT_STARTS: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Streams of prose beyond those of documents: nothing is asked twice, so that nothing is remembered.
const QUIET_QUESTIONS: u64 = 1_000_000;
const BUSY_QUESTIONS: u64 = 2_000_000;

/// `bot` has the documents of one import; another is sent, and ended when all questions are answered.
pub fn measure(api: &Api, bot: &str) -> Result<Figure> {
    console::step("measuring search, first with nothing else to do");
    let quiet = percentile(&search(api, bot, QUIET_QUESTIONS)?, 0.95);
    console::step(&format!("measuring search while {DOCUMENTS} documents come in"));
    let job = api.start_import(bot, &prose::import_lines(DOCUMENTS..2 * DOCUMENTS))?;
    wait_for_first(api, &job)?;
    let busy = percentile(&search(api, bot, BUSY_QUESTIONS)?, 0.95);
    if text_of(&job_state(api, &job)?, "status")? == "done" {
        bail!("the import ended before the searches did; it has to be larger");
    }
    cancel(api, &job)?;
    console::note(&format!("p95 {quiet:.1} ms quiet, {busy:.1} ms during the import"));
    let what = format!("search while {DOCUMENTS} documents come in, p95 against quiet");
    Ok(Figure::at_most(&what, busy / quiet, 2.0, "x"))
}

/// Milliseconds of each counted search.
fn search(api: &Api, bot: &str, questions: u64) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for number in 0..WARM_UP + COUNTED {
        interrupt::check()?;
        sleep(BETWEEN);
        let question = Prose::new(questions + number).sentence();
        let path = format!("/api/v1/bots/{bot}/search?limit=10&q={}", percent_encoded(&question));
        let began = Instant::now();
        api.get(&path)?;
        if number >= WARM_UP {
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    Ok(times)
}

fn wait_for_first(api: &Api, job: &str) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < IMPORT_STARTS {
        interrupt::check()?;
        let done =
            job_state(api, job)?.get("done").and_then(Value::as_i64).context("the job has no progress")?;
        if done > 0 {
            return Ok(());
        }
        sleep(LOOK_EVERY);
    }
    bail!("no document of the import came in within {}", console::seconds(IMPORT_STARTS))
}

fn job_state(api: &Api, job: &str) -> Result<Value> {
    api.get(&format!("/api/v1/jobs/{job}"))
}
