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

    /// Asks a bot in a conversation of its own and returns the answer, whole.
    pub fn ask(&self, bot: &str, text: &str) -> Result<Value> {
        let conversation =
            text_of(&self.post(&format!("/api/v1/bots/{bot}/conversations"), &json!({}))?, "id")?;
        let path = format!("/api/v1/conversations/{conversation}/messages");
        let body = json!({ "client_id": "1", "text": text }).to_string();
        let request = Request {
            method: "POST",
            path: &path,
            token: self.token.as_deref(),
            body: Some(("application/json", body.as_bytes())),
        };
        let answer = http::send(&self.address, &request)?;
        if answer.status != 200 {
            bail!(
                "a question was answered with {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
        let events = String::from_utf8_lossy(&answer.body);
        completed(&events).with_context(|| format!("the turn has no end: {events}"))
    }

    fn send(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Value> {
        let request = Request { method, path, token: self.token.as_deref(), body };
        let answer = http::send(&self.address, &request).and_then(|answer| answer.json());
        answer.with_context(|| format!("{method} {path} failed"))
    }
}

/// The message at the end of a turn, among its events.
fn completed(events: &str) -> Option<Value> {
    let end =
        events.split("\n\n").find(|event| event.lines().any(|line| line == "event: message.completed"))?;
    let data = end.lines().find_map(|line| line.strip_prefix("data:"))?;
    serde_json::from_str::<Value>(data).ok()?.get_mut("message").map(Value::take)
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
    fn the_end_of_a_turn_is_found_among_its_events() {
        let events = ": hello\n\nid: 1\nevent: message.delta\ndata: {\"text\":\"a\"}\n\n\
            id: 2\nevent: message.completed\ndata: {\"message\":{\"id\":\"m\"}}\n\n";
        assert_eq!(completed(events), Some(json!({ "id": "m" })));
        assert_eq!(completed("id: 1\nevent: message.failed\ndata: {}\n\n"), None);
    }

    #[test]
    fn questions_are_safe_in_an_address() {
        assert_eq!(percent_encoded("a b&c=ü?"), "a%20b%26c%3D%C3%BC%3F");
    }
}
