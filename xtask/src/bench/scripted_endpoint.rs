//! An OpenAI-compatible endpoint on this machine that answers at once: what is left of the time to the first
//! token is ours.

use anyhow::Result;

use super::loopback;

/// The whole answer to every request, as one chunk of a stream.
const EVENTS: &str = concat!(
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello [1].\"}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: [DONE]\n\n",
);

/// Starts the endpoint and returns its `host:port`; it runs as long as this program.
pub fn start() -> Result<String> {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{EVENTS}\r\n0\r\n\r\n",
        EVENTS.len()
    );
    loopback::serve(move |_| answer.clone())
}
