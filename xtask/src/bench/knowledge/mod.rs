//! What comes into a knowledge base: how fast, at what price, and what people notice of it meanwhile.

mod accept;
mod crawl;
mod ingest;
mod large_pdf;
mod pdf_file;
mod prose;
mod reader_memory;
mod search_meanwhile;
mod site;

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::Figures;
use crate::api::{Api, text_of};
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;

/// Documents of a large import, of about 1 KB each.
const DOCUMENTS: u64 = 10_000;

/// All of it on one server. What leaves work behind comes last; what needs a filled bot comes after what fills it.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    let settings = [
        ("CHATSPHERE_LIMITS", "off"),
        ("CHATSPHERE_LOG", "warn"),
        // The site that is crawled is on this machine.
        ("CHATSPHERE_OUTBOUND_ALLOW", "127.0.0.1/32"),
    ];
    let server = MeasuredServer::start(workspace, program, around, &settings)?;
    let api = Api::register(server.address(), "bench")?;
    let mut figures = large_pdf::measure(&api, server.process_id())?;
    figures.extend(crawl::measure(&api)?);
    let bot = new_bot(&api, "import")?;
    figures.extend(ingest::measure(workspace, &api, &bot, around.embedder.as_deref())?);
    figures.push(search_meanwhile::measure(&api, &bot)?);
    figures.push(accept::measure(&api)?);
    Ok(figures)
}

fn new_bot(api: &Api, name: &str) -> Result<String> {
    text_of(&api.post("/api/v1/bots", &json!({ "name": name }))?, "id")
}

/// Ends a job whose rest nobody needs.
fn cancel(api: &Api, job: &str) -> Result<()> {
    api.post(&format!("/api/v1/jobs/{job}/cancel"), &json!({})).map(drop)
}
