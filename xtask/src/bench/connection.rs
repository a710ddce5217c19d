//! A kept HTTP connection whose answers are read line by line.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(20);

/// See the module.
#[derive(Debug)]
pub struct Connection {
    address: String,
    writer: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Connection {
    /// Connects to `host:port`.
    pub fn open(address: &str) -> Result<Self> {
        let writer = TcpStream::connect(address)?;
        writer.set_nodelay(true)?;
        writer.set_read_timeout(Some(PATIENCE))?;
        let reader = BufReader::new(writer.try_clone()?);
        Ok(Self { address: address.to_owned(), writer, reader })
    }

    /// Milliseconds until a line of the answer has `first`; reads on to the end of the answer, which must
    /// have `last`.
    pub fn time_to(
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
    pub fn request(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> Result<String> {
        self.send(method, path, headers, body)?;
        let mut whole = String::new();
        self.read_answer(|line| whole.push_str(line))?;
        Ok(whole)
    }

    /// Sends a request of JSON.
    pub fn send(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> Result<()> {
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

    /// What is left when the answer is to be read by somebody else.
    pub fn into_socket(self) -> TcpStream {
        self.writer
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
