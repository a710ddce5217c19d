//! What we add to the time until a visitor sees the first word: a message through the widget API against the
//! same endpoint asked directly.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::Figures;
use super::figures::Figure;
use super::scripted_endpoint;
use crate::api::{Api, text_of};
use crate::console;
use crate::eval::metrics::percentile;
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;

/// Questions not counted, then those that are.
const WARM_UP: usize = 30;
const COUNTED: usize = 300;
/// Between an answer and the next question: less than any visitor needs.
const BETWEEN: Duration = Duration::from_millis(60);
/// Documents behind the questions.
const DOCUMENTS: usize = 200;
const PATIENCE: Duration = Duration::from_secs(20);
/// The page that the visitor is on.
const PAGE: &str = "https://bench.example";

/// Added time to the first token, retrieval on and off.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    console::step("measuring the time to the first token");
    let endpoint = scripted_endpoint::start()?;
    let base_url = format!("http://{endpoint}/v1");
    let settings = [
        ("CHATSPHERE_LIMITS", "off"),
        ("CHATSPHERE_LOG", "warn"),
        ("CHATSPHERE_OPENAI_BASE_URL", base_url.as_str()),
        ("CHATSPHERE_CHAT_MODEL", "scripted"),
    ];
    let server = MeasuredServer::start(workspace, program, around, &settings)?;
    let api = Api::register(server.address(), "bench")?;
    let direct = ask_directly(&endpoint)?;
    let with = ask_bot(&api, server.address(), true)?;
    let without = ask_bot(&api, server.address(), false)?;
    let added = |times: &[f64], share: f64| percentile(times, share) - percentile(&direct, share);
    Ok(vec![
        Figure::at_most("added time to first token, retrieval on, p50", added(&with, 0.5), 20.0, "ms"),
        Figure::at_most("added time to first token, retrieval on, p99", added(&with, 0.99), 60.0, "ms"),
        Figure::at_most("added time to first token, retrieval off, p50", added(&without, 0.5), 2.0, "ms"),
    ])
}

fn ask_directly(endpoint: &str) -> Result<Vec<f64>> {
    let mut connection = Connection::open(endpoint)?;
    let body = json!({ "model": "scripted", "stream": true, "messages": [] }).to_string();
    repeat(|_| connection.time_to("\"content\"", "POST", "/v1/chat/completions", &[], &body, "[DONE]"))
}

fn ask_bot(api: &Api, address: &str, retrieval: bool) -> Result<Vec<f64>> {
    let bot = api.post("/api/v1/bots", &json!({ "name": "bench", "retrieval": retrieval }))?;
    if retrieval {
        api.import(&text_of(&bot, "id")?, &documents())?;
    }
    let key = text_of(&bot, "public_key")?;
    let mut connection = Connection::open(address)?;
    let origin = format!("Origin: {PAGE}");
    let path = format!("/widget/v1/bots/{key}/sessions");
    let session = connection.request("POST", &path, &[&origin], "{}")?;
    let session: serde_json::Value = serde_json::from_str(&session).context("the session is not JSON")?;
    let token = format!("Authorization: Bearer {}", text_of(&session, "session_token")?);
    let path = format!("/widget/v1/conversations/{}/messages", text_of(&session, "conversation_id")?);
    repeat(|n| {
        let text = format!("How long does lamp number {} burn?", n % DOCUMENTS);
        let body = json!({ "client_id": format!("bench-{n}"), "text": text }).to_string();
        connection.time_to("message.delta", "POST", &path, &[&origin, &token], &body, "message.completed")
    })
}

fn documents() -> String {
    let line = |n: usize| {
        let text =
            format!("# Lamp {n}\n\nLamp number {n} burns for {} hours with a bulb of type B{n}.", n * 7 + 11);
        json!({ "external_id": n.to_string(), "title": format!("Lamp {n}"), "text": text }).to_string()
    };
    (0..DOCUMENTS).map(line).collect::<Vec<_>>().join("\n")
}

fn repeat(mut once: impl FnMut(usize) -> Result<f64>) -> Result<Vec<f64>> {
    let mut ask = |n| {
        std::thread::sleep(BETWEEN);
        once(n)
    };
    for n in 0..WARM_UP {
        ask(n)?;
    }
    (WARM_UP..WARM_UP + COUNTED).map(ask).collect()
}

/// A kept HTTP connection whose answers are read line by line.
struct Connection {
    address: String,
    writer: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Result<Self> {
        let writer = TcpStream::connect(address)?;
        writer.set_nodelay(true)?;
        writer.set_read_timeout(Some(PATIENCE))?;
        let reader = BufReader::new(writer.try_clone()?);
        Ok(Self { address: address.to_owned(), writer, reader })
    }

    /// Milliseconds until a line of the answer has `first`; reads on to the end of the answer, which must
    /// have `last`.
    fn time_to(
        &mut self,
        first: &str,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
        last: &str,
    ) -> Result<f64> {
        let began = Instant::now();
        self.send(method, path, headers, body)?;
        let (mut reached, mut complete) = (None, false);
        self.read_answer(|line| {
            if reached.is_none() && line.contains(first) {
                reached = Some(began.elapsed().as_secs_f64() * 1_000.0);
            }
            complete |= line.contains(last);
        })?;
        if !complete {
            bail!("an answer of {path} was not complete");
        }
        reached.with_context(|| format!("an answer of {path} has no {first}"))
    }

    /// The body of a short answer.
    fn request(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> Result<String> {
        self.send(method, path, headers, body)?;
        let mut whole = String::new();
        self.read_answer(|line| whole.push_str(line))?;
        Ok(whole)
    }

    fn send(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> Result<()> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        head.push_str(&format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        Ok(self.writer.write_all(head.as_bytes())?)
    }

    /// Reads one answer, chunked or of a stated length (RFC 9112, sections 6 and 7).
    fn read_answer(&mut self, mut each_line: impl FnMut(&str)) -> Result<()> {
        let status = self.line()?;
        if !status.starts_with("HTTP/1.1 2") {
            bail!("the server answered {}", status.trim());
        }
        let (mut chunked, mut length) = (false, 0_usize);
        loop {
            let header = self.line()?.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            chunked |= header == "transfer-encoding: chunked";
            if let Some(stated) = header.strip_prefix("content-length:") {
                length = stated.trim().parse()?;
            }
        }
        loop {
            if chunked {
                length = usize::from_str_radix(self.line()?.trim(), 16).context("a chunk has no length")?;
            }
            let mut left = length;
            while left > 0 {
                let mut bytes = Vec::new();
                let read = self.reader.by_ref().take(left as u64).read_until(b'\n', &mut bytes)?;
                if read == 0 {
                    bail!("an answer broke off");
                }
                left -= read;
                each_line(&String::from_utf8_lossy(&bytes));
            }
            if !chunked {
                return Ok(());
            }
            self.line()?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.reader.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line)
    }
}
