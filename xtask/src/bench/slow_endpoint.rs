//! An OpenAI-compatible endpoint on this machine that writes 20 tokens a second to each of many callers at once.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::loopback::read_request;

/// Tokens of an answer.
pub const TOKENS: usize = 100;

/// Between two tokens of an answer.
const EVERY: Duration = Duration::from_millis(50);
/// The answers take turns within that time, so that not all are written at one moment.
const TURNS: u32 = 25;

/// Milliseconds between two tokens as they were written.
static GAPS: Mutex<Vec<f64>> = Mutex::new(Vec::new());

/// A caller that is being answered.
struct Caller {
    socket: TcpStream,
    written: usize,
    last: Option<Instant>,
}

/// Starts the endpoint and returns its `host:port`; it runs as long as this program.
pub fn start() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?.to_string();
    let (arrived, arrivals) = mpsc::channel();
    thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let arrived = arrived.clone();
            thread::spawn(move || {
                // A caller that hangs up is none of our business.
                let _ = greet(socket).map(|caller| arrived.send(caller));
            });
        }
    });
    thread::spawn(move || write_all(&arrivals));
    Ok(address)
}

/// The gaps between tokens so far, in ms.
pub fn gaps() -> Vec<f64> {
    GAPS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Reads the request and writes the head of its answer.
fn greet(mut socket: TcpStream) -> Result<Caller> {
    socket.set_nodelay(true)?;
    read_request(&mut std::io::BufReader::new(socket.try_clone()?))?;
    socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")?;
    Ok(Caller { socket, written: 0, last: None })
}

/// Writes the next token of each answer, turn by turn.
fn write_all(arrivals: &mpsc::Receiver<Caller>) {
    let mut turns: Vec<Vec<Caller>> = (0..TURNS).map(|_| Vec::new()).collect();
    let mut next = Instant::now();
    loop {
        for turn in &mut turns {
            turn.extend(arrivals.try_iter().take(4));
            turn.retain_mut(|caller| write_token(caller).is_ok_and(|goes_on| goes_on));
            next += EVERY / TURNS;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }
}

/// False when the answer is over.
fn write_token(caller: &mut Caller) -> Result<bool> {
    if caller.written == TOKENS {
        let end =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        caller.socket.write_all(end.as_bytes())?;
        return Ok(false);
    }
    let token = format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"t{} \"}}}}]}}\n\n",
        caller.written
    );
    caller.socket.write_all(token.as_bytes())?;
    caller.written += 1;
    let now = Instant::now();
    if let Some(last) = caller.last.replace(now) {
        let gap = now.duration_since(last).as_secs_f64() * 1_000.0;
        GAPS.lock().unwrap_or_else(PoisonError::into_inner).push(gap);
    }
    Ok(true)
}
