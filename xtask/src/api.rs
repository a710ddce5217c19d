//! The public API of a measured server, as an outside program uses it.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http::{self, Request};
use crate::interrupt;

const JOB_PATIENCE: Duration = Duration::from_secs(3600);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The API of one server with the token of an account.
#[derive(Debug)]
pub struct Api {
    address: String,
    token: Option<String>,
}

impl Api {
    /// Registers an account of this name and a workspace for it.
    pub fn register(address: &str, name: &str) -> Result<Self> {
        let mut api = Self { address: address.to_owned(), token: None };
        // Another address at each run: the data folder may be kept.
        let email = format!("{name}-{}@example.com", std::process::id());
        let account = json!({
            "email": email, "password": "a password for measuring", "name": name, "workspace": name
        });
        let registered = api.post("/api/v1/auth/register", &account)?;
        api.token = Some(text_of(&registered, "access_token")?);
        Ok(api)
    }

    /// `GET`, answered with JSON.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.send("GET", path, None)
    }

    /// `POST` of JSON, answered with JSON.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("POST", path, Some(("application/json", body.to_string().as_bytes())))
    }

    /// Imports NDJSON into a bot and waits until all of it is searchable.
    pub fn import(&self, bot: &str, lines: &str) -> Result<()> {
        self.wait_for_job(&self.start_import(bot, lines)?)
    }

    /// Imports NDJSON into a bot; the answer names the job that goes on with it.
    pub fn start_import(&self, bot: &str, lines: &str) -> Result<String> {
        let path = format!("/api/v1/bots/{bot}/documents/import");
        let started = self.send("POST", &path, Some(("application/x-ndjson", lines.as_bytes())))?;
        text_of(&started, "job_id")
    }

    /// Waits until a job is done.
    pub fn wait_for_job(&self, job: &str) -> Result<()> {
        let path = format!("/api/v1/jobs/{job}");
        let began = Instant::now();
        while began.elapsed() < JOB_PATIENCE {
            interrupt::check()?;
            let state = self.get(&path)?;
            match text_of(&state, "status")?.as_str() {
                "done" => return Ok(()),
                "failed" | "cancelled" => bail!("a job failed: {state}"),
                _ => sleep(LOOK_EVERY),
            }
        }
        bail!("a job took longer than an hour")
    }

    /// Uploads one file (RFC 7578) and returns the document's id.
    pub fn upload(&self, bot: &str, name: &str, media_type: &str, bytes: &[u8]) -> Result<String> {
        const BOUNDARY: &str = "-----a-boundary-that-no-file-of-ours-has";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: {media_type}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let form = format!("multipart/form-data; boundary={BOUNDARY}");
        let path = format!("/api/v1/bots/{bot}/documents");
        let accepted = self.send("POST", &path, Some((&form, &body)))?;
        let document = accepted.pointer("/items/0").context("the upload was answered without a document")?;
        text_of(document, "id")
    }

    fn send(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Value> {
        let request = Request { method, path, token: self.token.as_deref(), body };
        let answer = http::send(&self.address, &request).and_then(|answer| answer.json());
        answer.with_context(|| format!("{method} {path} failed"))
    }
}

/// A text field of an answer.
pub fn text_of(value: &Value, field: &str) -> Result<String> {
    let text = value.get(field).and_then(Value::as_str);
    text.map(str::to_owned).with_context(|| format!("the server's answer has no {field}: {value}"))
}

/// Text as a part of a query string.
pub fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_safe_in_an_address() {
        assert_eq!(percent_encoded("a b&c=ü?"), "a%20b%26c%3D%C3%BC%3F");
    }
}
