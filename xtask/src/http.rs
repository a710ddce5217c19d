//! Just enough HTTP to ask our own server on this machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(300);

/// One request to `host:port`.
#[derive(Debug)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on.
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Access token or API key.
    pub token: Option<&'a str>,
    /// Media type and bytes.
    pub body: Option<(&'a str, &'a [u8])>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Body, whole.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, when the status says that all went well.
    pub fn json(&self) -> Result<serde_json::Value> {
        if !(200..300).contains(&self.status) {
            bail!("the server answered {}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        serde_json::from_slice(&self.body).context("the server's answer is not JSON")
    }
}

/// Sends `request` over a connection of its own.
pub fn send(address: &str, request: &Request<'_>) -> Result<Answer> {
    let socket = address.parse().with_context(|| format!("{address} is not an address"))?;
    let mut stream = TcpStream::connect_timeout(&socket, CONNECT_TIMEOUT)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
    let mut head =
        format!("{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n", request.method, request.path);
    if let Some(token) = request.token {
        head.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some((media_type, body)) = request.body {
        head.push_str(&format!("Content-Type: {media_type}\r\nContent-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if let Some((_, body)) = request.body {
        stream.write_all(body)?;
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer)
}

/// Whether a GET of `path` is answered with 200.
pub fn is_ok(address: &str, path: &str) -> bool {
    let request = Request { method: "GET", path, token: None, body: None };
    send(address, &request).is_ok_and(|answer| answer.status == 200)
}

fn parse(answer: &[u8]) -> Result<Answer> {
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .context("the server's answer has no end of head")?;
    let (head, rest) = answer.split_at(end);
    let body = rest.get(4..).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .context("the server's answer has no status")?;
    let chunked = head.lines().any(|line| line.starts_with("transfer-encoding:") && line.contains("chunked"));
    let body = if chunked { join_chunks(body)? } else { body.to_vec() };
    Ok(Answer { status, body })
}

/// RFC 9112, section 7.1.
fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_end =
            rest.windows(2).position(|window| window == b"\r\n").context("a chunk has no length")?;
        let (line, after) = rest.split_at(line_end);
        let line = String::from_utf8_lossy(line);
        let length = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(length, 16).context("a chunk has a broken length")?;
        if length == 0 {
            return Ok(body);
        }
        let data = after.get(2..).context("a chunk ends early")?;
        body.extend_from_slice(data.get(..length).context("a chunk ends early")?);
        rest = data.get(length + 2..).context("a chunk ends early")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_plain_answer() {
        let answer = parse(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()));
    }

    #[test]
    fn joins_chunks() {
        let answer = parse(
            b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        )
        .unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (201, b"abcde".as_slice()));
    }

    #[test]
    fn refuses_an_answer_that_breaks_off() {
        assert!(parse(b"HTTP/1.1 200 OK\r\n").is_err());
        assert!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc").is_err());
    }
}
