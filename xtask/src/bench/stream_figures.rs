//! Many streams at once: what an open one costs, how soon news reaches all, and whether tokens come evenly.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::Figures;
use super::figures::Figure;
use super::slow_endpoint::{self, TOKENS};
use super::visitor::Visitor;
use crate::api::{Api, text_of};
use crate::eval::metrics::percentile;
use crate::measured_server::MeasuredServer;
use crate::server::Surroundings;
use crate::workspace::Workspace;
use crate::{console, interrupt};

/// Open streams, and writing ones.
const OPEN: usize = 10_000;
const WRITING: usize = 500;
/// Between two looks at every stream: the resolution of what is measured.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// Until what only the opening needed is given back.
const SETTLE: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(60);

/// Memory of open streams, the spread of an event, and the evenness of tokens.
pub fn measure(workspace: &Workspace, program: &Path, around: &Surroundings) -> Result<Figures> {
    console::step("measuring many streams at once");
    let endpoint = slow_endpoint::start()?;
    let base_url = format!("http://{endpoint}/v1");
    let settings = [
        ("CHATSPHERE_LIMITS", "off"),
        ("CHATSPHERE_LOG", "warn"),
        ("CHATSPHERE_OPENAI_BASE_URL", base_url.as_str()),
        ("CHATSPHERE_CHAT_MODEL", "scripted"),
    ];
    let server = MeasuredServer::start(workspace, program, around, &settings)?;
    let api = Api::register(server.address(), "streams")?;
    let bot = api.post("/api/v1/bots", &json!({ "name": "bench", "retrieval": false }))?;
    let key = text_of(&bot, "public_key")?;
    let mut figures = writing(&server, &key)?;
    figures.extend(open(&server, &key)?);
    Ok(figures)
}

/// A stream that is looked at again and again.
struct Looked {
    socket: TcpStream,
    heard: Vec<u8>,
}

impl Looked {
    fn new(socket: TcpStream) -> Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { socket, heard: Vec::new() })
    }

    /// Takes what has come meanwhile; true when something has.
    fn look(&mut self) -> Result<bool> {
        let mut bytes = [0; 16 << 10];
        let before = self.heard.len();
        loop {
            match self.socket.read(&mut bytes) {
                Ok(0) => bail!("the server closed a stream"),
                Ok(count) => self.heard.extend_from_slice(bytes.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(self.heard.len() > before),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn has(&self, what: &str) -> bool {
        self.heard.windows(what.len()).any(|window| window == what.as_bytes())
    }
}

/// 500 answers being written at 20 tokens a second each.
fn writing(server: &MeasuredServer, key: &str) -> Result<Figures> {
    let visitors =
        (0..WRITING).map(|_| Visitor::arrive(server.address(), key)).collect::<Result<Vec<_>>>()?;
    let asked = visitors.into_iter().map(|visitor| visitor.ask("bench", "Go on.").and_then(Looked::new));
    let mut streams = asked.collect::<Result<Vec<_>>>()?;
    let mut last: Vec<Option<Instant>> = vec![None; streams.len()];
    let (mut gaps, began) = (Vec::new(), Instant::now());
    let mut unfinished = streams.len();
    while unfinished > 0 {
        interrupt::check()?;
        if began.elapsed() > PATIENCE {
            bail!("{unfinished} of {WRITING} answers did not end");
        }
        for (stream, last) in streams.iter_mut().zip(&mut last) {
            if stream.has_ended() || !stream.look()? {
                continue;
            }
            let now = Instant::now();
            if stream.has("message.delta")
                && let Some(before) = last.replace(now)
            {
                gaps.push(now.duration_since(before).as_secs_f64() * 1_000.0);
            }
            if stream.has_ended() {
                unfinished -= 1;
            }
        }
        sleep(LOOK_EVERY);
    }
    let whole =
        streams.iter().filter(|stream| stream.tokens().is_ok_and(|tokens| tokens == expected())).count();
    let lost = f64::from(u32::try_from(WRITING - whole).unwrap_or(u32::MAX));
    let source = slow_endpoint::gaps();
    let ratio = percentile(&gaps, 0.99) / percentile(&source, 0.99).max(f64::EPSILON);
    Ok(vec![
        Figure::at_most(
            "500 answers written at once: those with a token lost or out of order",
            lost,
            0.0,
            "answers",
        ),
        Figure::at_most("the same: p99 gap between tokens, as a ratio to the source’s", ratio, 2.0, "x"),
    ])
}

fn expected() -> Vec<usize> {
    (0..TOKENS).collect()
}

impl Looked {
    fn has_ended(&self) -> bool {
        self.has("event: message.completed")
    }

    /// The numbers of the tokens in the stream's pieces, in order.
    fn tokens(&self) -> Result<Vec<usize>> {
        let text = String::from_utf8_lossy(&self.heard);
        let mut numbers = Vec::new();
        for line in text.lines().filter(|line| line.starts_with("data: {\"message_id\"")) {
            let Some((_, piece)) = line.split_once("\"text\":\"") else { continue };
            let words = piece.split_once('"').map_or(piece, |(piece, _)| piece).split_whitespace();
            for word in words.filter_map(|word| word.strip_prefix('t')) {
                numbers.push(word.parse().context("a piece is not one of ours")?);
            }
        }
        Ok(numbers)
    }
}

/// 10,000 open streams of one conversation, and an event for all of them.
fn open(server: &MeasuredServer, key: &str) -> Result<Figures> {
    let mut visitor = Visitor::arrive(server.address(), key)?;
    sleep(SETTLE);
    let before = server.resident_megabytes()?;
    let mut streams = Vec::with_capacity(OPEN);
    for _ in 0..OPEN {
        interrupt::check()?;
        streams.push(Looked::new(visitor.follow()?)?);
    }
    // The first comment of each: the stream is open on both sides.
    look_until(&mut streams, "\n:\n", OPEN)?;
    sleep(SETTLE);
    let more = server.resident_megabytes()? - before;
    let began = Instant::now();
    visitor.ask_for_a_person()?;
    look_until(&mut streams, "conversation.updated", OPEN * 99 / 100)?;
    let reached = began.elapsed().as_secs_f64() * 1_000.0;
    Ok(vec![
        Figure::at_most("10,000 open streams: more memory", more, 150.0, "MB"),
        Figure::at_most("10,000 open streams: an event reaches 99 %", reached, 500.0, "ms"),
    ])
}

/// Looks until so many streams have said it.
fn look_until(streams: &mut [Looked], what: &str, enough: usize) -> Result<()> {
    let began = Instant::now();
    let mut left: Vec<&mut Looked> = streams.iter_mut().collect();
    let all = left.len();
    while all - left.len() < enough {
        interrupt::check()?;
        if began.elapsed() > PATIENCE {
            bail!("only {} of {all} streams heard “{}”", all - left.len(), what.trim());
        }
        let mut still = Vec::new();
        for stream in left {
            stream.look()?;
            if !stream.has(what) {
                still.push(stream);
            }
        }
        left = still;
        sleep(LOOK_EVERY);
    }
    Ok(())
}
