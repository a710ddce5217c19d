//! A web server on this machine for what the measured server asks of others: it answers at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use anyhow::Result;

/// Starts it and returns its `host:port`; it runs as long as this program. `answer` makes the whole
/// answer to a request from its path.
pub fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?.to_string();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                // A caller that hangs up is none of our business.
                let _ = answer_all(connection, &*answer);
            });
        }
    });
    Ok(address)
}

/// Answers one request after the other on a connection that is kept.
fn answer_all(connection: TcpStream, answer: &dyn Fn(&str) -> String) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut writer = connection.try_clone()?;
    let mut reader = BufReader::new(connection);
    while let Some(path) = read_request(&mut reader)? {
        writer.write_all(answer(&path).as_bytes())?;
    }
    Ok(())
}

/// The path of the next request, read with its body; none when the caller has hung up.
pub(super) fn read_request(reader: &mut impl BufRead) -> Result<Option<String>> {
    let (mut path, mut body_bytes) = (None, 0);
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let header = line.trim();
        if header.is_empty() {
            break;
        }
        if path.is_none() {
            path = header.split(' ').nth(1).map(str::to_owned);
        }
        if let Some(length) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            body_bytes = length.trim().parse()?;
        }
    }
    reader.by_ref().take(body_bytes).read_to_end(&mut Vec::new())?;
    Ok(Some(path.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_request_after_the_other() {
        let mut sent: &[u8] = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b?c HTTP/1.1\r\n\r\n";
        assert_eq!(read_request(&mut sent).unwrap().as_deref(), Some("/a"));
        assert_eq!(read_request(&mut sent).unwrap().as_deref(), Some("/b?c"));
        assert_eq!(read_request(&mut sent).unwrap(), None);
    }
}
