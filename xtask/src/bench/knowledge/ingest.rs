//! An import from end to end, against embedding the same texts and nothing else.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::super::Figures;
use super::super::example_figures::{example, line_of, number_after, run};
use super::super::figures::Figure;
use super::{DOCUMENTS, prose};
use crate::api::Api;
use crate::workspace::Workspace;
use crate::{console, files};

/// Fills the bot, also where there is no model to compare with. Half of the texts are embedded alone before the
/// import and half after it, so that a machine which gets busier or warmer meanwhile slows both down alike.
pub fn measure(workspace: &Workspace, api: &Api, bot: &str, embedder: Option<&Path>) -> Result<Figures> {
    let before = embedding_alone(workspace, embedder, 0..DOCUMENTS / 2)?;
    console::step(&format!("importing {DOCUMENTS} documents"));
    let lines = prose::import_lines(0..DOCUMENTS);
    let began = Instant::now();
    api.import(bot, &lines)?;
    let took = began.elapsed();
    console::note(&format!("took {}", console::seconds(took)));
    require_one_passage_each(api, bot)?;
    let after = embedding_alone(workspace, embedder, DOCUMENTS / 2..DOCUMENTS)?;
    let (Some(before), Some(after)) = (before, after) else { return Ok(Figures::new()) };
    let what = format!("import of {DOCUMENTS} documents of 1 KB, against embedding alone");
    Ok(vec![Figure::at_most(&what, took.as_secs_f64() / (before + after), 1.15, "x")])
}

/// Else the server has embedded other texts than those that are embedded alone.
fn require_one_passage_each(api: &Api, bot: &str) -> Result<()> {
    let page = api.get(&format!("/api/v1/bots/{bot}/documents?limit=50"))?;
    let documents = page.pointer("/items").and_then(Value::as_array).context("the list has no items")?;
    let is_whole = |document: &Value| document.pointer("/chunks").and_then(Value::as_u64) == Some(1);
    if documents.is_empty() || !documents.iter().all(is_whole) {
        bail!("the documents of the import were not cut into one passage each");
    }
    Ok(())
}

/// Seconds for the texts of these documents, with the threads that the server has for them; none without a model.
fn embedding_alone(
    workspace: &Workspace,
    embedder: Option<&Path>,
    documents: Range<u64>,
) -> Result<Option<f64>> {
    let Some(embedder) = embedder else { return Ok(None) };
    console::step(&format!("embedding {} texts alone", documents.end - documents.start));
    let mut command = example(workspace, "embed_texts")?;
    let texts = workspace.scratch().join(format!("bench-texts-{}.ndjson", std::process::id()));
    files::write_atomically(&texts, prose::import_lines(documents).as_bytes())?;
    let said = run(command.arg(&texts).env("CHATSPHERE_EMBEDDER_DIR", embedder));
    let _ = std::fs::remove_file(&texts);
    let seconds = number_after(line_of(&said?, "embedded")?, "in")?;
    console::note(&format!("took {seconds:.1} s"));
    Ok(Some(seconds))
}
