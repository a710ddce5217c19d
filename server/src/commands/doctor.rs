//! `chatsphere doctor`: what is wrong with this install, and what to do about it.

use std::path::Path;
use std::process::ExitCode;

use chatsphere_ai::{CrossEncoder, LocalEmbedder};
use chatsphere_config::Config;
use chatsphere_db::{Db, migrate};
use chatsphere_http::Site;
use chatsphere_ingest::Ocr;
use chatsphere_kernel::secrets::MasterSecret;

use crate::start;

/// Checks everything that can be checked without changing anything; fails when the server would not serve.
pub async fn doctor() -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    match Config::from_process() {
        Ok(config) => examine(&mut findings, &config).await,
        Err(error) => findings.problem("configuration", &error.to_string()),
    }
    Ok(if findings.problems == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn examine(findings: &mut Findings, config: &Config) {
    findings.good("configuration", "can be used");
    match MasterSecret::new(config.secret.reveal()) {
        Ok(secret) => {
            findings.good("secret", "is long enough");
            database(findings, config, &secret).await;
        }
        Err(error) => findings.problem("secret", &error.to_string()),
    }
    data_folder(findings, &config.server.data_dir);
    match &config.embedder.dir {
        None => {
            findings.note("embedder", "none is set: search is by keywords only (CHATSPHERE_EMBEDDER_DIR)")
        }
        Some(folder) => match LocalEmbedder::load(folder) {
            Ok(_) => findings.good("embedder", "works"),
            Err(error) => findings.problem("embedder", &error.to_string()),
        },
    }
    if let Some(folder) = &config.reranker.dir {
        match CrossEncoder::load(folder) {
            Ok(_) => findings.good("reranker", "works"),
            Err(error) => findings.problem("reranker", &error.to_string()),
        }
    }
    match Ocr::installed() {
        Some(ocr) => {
            findings.good("text recognition", &format!("Tesseract reads scans in {}", ocr.languages()))
        }
        None => findings.note(
            "text recognition",
            "is not installed: a PDF that is only pictures fails (packages tesseract-ocr and poppler-utils)",
        ),
    }
    match Site::load(&config.server.site_dir).asset("app.css") {
        Some(_) => findings.good("browser files", "are built"),
        None => findings.problem(
            "browser files",
            &format!("{} has none: run `cargo xtask build`", config.server.site_dir.display()),
        ),
    }
    match &config.chat.provider {
        Some(provider) => {
            findings.good("chat model", &format!("{} at {}", provider.model, provider.base_url))
        }
        None => findings.note("chat model", "none is set: the built-in answerer replies from documents"),
    }
    if !config.server.limits {
        findings.note("rate limits", "are off (CHATSPHERE_LIMITS=off): for load tests only");
    }
}

async fn database(findings: &mut Findings, config: &Config, secret: &MasterSecret) {
    let url = config.database.url.reveal();
    match migrate::status(url).await {
        Err(error) => return findings.problem("database", &error.to_string()),
        Ok(status) if !status.unknown.is_empty() => {
            return findings.problem("database", "was migrated by a newer ChatSphere");
        }
        Ok(status) if !status.pending.is_empty() => {
            let missing = status.pending.len();
            return findings
                .note("database", &format!("{missing} migrations are missing; `serve` applies them"));
        }
        Ok(_) => findings.good("database", "is up to date"),
    }
    match Db::connect(url, &start::login_password(secret), 1).await {
        Ok(db) => {
            findings.good("database login", "works");
            db.close().await;
        }
        Err(error) => findings.problem(
            "database login",
            &format!("{error} (was CHATSPHERE_SECRET changed? `chatsphere migrate` sets the password anew)"),
        ),
    }
}

fn data_folder(findings: &mut Findings, folder: &Path) {
    let probe = folder.join(".doctor");
    let outcome = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b"ok"))
        .and_then(|()| std::fs::remove_file(&probe));
    match outcome {
        Ok(()) => findings.good("data folder", &format!("{} can be written", folder.display())),
        Err(error) => findings.problem("data folder", &format!("{}: {error}", folder.display())),
    }
}

#[derive(Default)]
struct Findings {
    problems: u32,
}

impl Findings {
    fn good(&mut self, what: &str, finding: &str) {
        println!("ok       {what}: {finding}");
    }

    fn note(&mut self, what: &str, finding: &str) {
        println!("note     {what}: {finding}");
    }

    fn problem(&mut self, what: &str, finding: &str) {
        self.problems += 1;
        println!("problem  {what}: {finding}");
    }
}
