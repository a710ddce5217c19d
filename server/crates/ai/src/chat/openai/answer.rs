//! One answer, from request to last piece.

use std::collections::VecDeque;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::Endpoint;
use super::reader::{Reader, Said};
use super::wire::{Usage, refusal_detail};
use crate::chat::{ChatDelta, ChatError, ChatRequest};

/// Most bytes of a refusal that are read.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// Attempts when an endpoint refuses one parameter after another.
const MAX_ATTEMPTS: usize = 4;

/// How long to wait for the cost after the text has ended.
const USAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// An answer under way. Dropping it closes the connection.
pub(super) struct Answer {
    endpoint: Arc<Endpoint>,
    request: ChatRequest,
    stage: Stage,
    reader: Reader,
    has_text: bool,
    finish_reason: Option<String>,
    /// The last that was told: some endpoints tell with every piece.
    usage: Option<Usage>,
    /// What is left to hand out when the stage is over.
    last_words: VecDeque<Result<ChatDelta, ChatError>>,
}

enum Stage {
    Before,
    Reading { response: Response, clock: StageClock },
    Over,
}

/// The deadlines of one answer.
#[derive(Clone, Copy)]
struct StageClock {
    total: Instant,
    first_token: Instant,
    idle: Duration,
    alive: bool,
}

impl Answer {
    pub(super) fn new(endpoint: Arc<Endpoint>, request: ChatRequest) -> Self {
        Self {
            endpoint,
            request,
            stage: Stage::Before,
            reader: Reader::default(),
            has_text: false,
            finish_reason: None,
            usage: None,
            last_words: VecDeque::new(),
        }
    }

    /// The next piece; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Result<ChatDelta, ChatError>> {
        loop {
            if let Some(said) = self.reader.next() {
                match self.hear(said) {
                    Some(piece) => return Some(Ok(piece)),
                    None => continue,
                }
            }
            match &mut self.stage {
                Stage::Over => return self.last_words.pop_front(),
                Stage::Before => match self.start().await {
                    Ok(stage) => self.stage = stage,
                    Err(error) => self.end_with(Err(error)),
                },
                Stage::Reading { response, clock } => {
                    let (deadline, what) = clock.deadline(self.finish_reason.is_some());
                    match timeout_at(deadline, response.chunk()).await {
                        Ok(Ok(Some(bytes))) => self.read(|reader| reader.push(&bytes)),
                        Ok(Ok(None)) => self.read(Reader::finish),
                        Ok(Err(error)) => self.end_with(Err(ChatError::Interrupted(reason(&error)))),
                        Err(_) if self.finish_reason.is_some() => self.end(true),
                        Err(_) => self.end_with(Err(ChatError::Timeout(what))),
                    }
                }
            }
        }
    }

    /// Sends the request; once more for each parameter that the endpoint does not know.
    async fn start(&self) -> Result<Stage, ChatError> {
        let timeouts = self.endpoint.timeouts;
        let now = Instant::now();
        let clock = StageClock {
            total: now + timeouts.total,
            first_token: now + timeouts.first_token,
            idle: timeouts.idle,
            alive: false,
        };
        let (deadline, what) = clock.deadline(false);
        let mut dialect = self.endpoint.dialect();
        for attempt in 1.. {
            let request = self.endpoint.request(&self.request, dialect);
            let request = request.map_err(|sentence| ChatError::Protocol(sentence.to_owned()))?;
            let sent = timeout_at(deadline, request.send()).await.map_err(|_| ChatError::Timeout(what))?;
            let response = sent.map_err(|error| not_sent(&error))?;
            let status = response.status();
            if status.is_success() {
                self.endpoint.learn(dialect);
                return Ok(Stage::Reading { response, clock });
            }
            let words = timeout_at(deadline, read_refusal(response)).await.unwrap_or_default();
            let detail = refusal_detail(&words);
            match dialect.after_refusal(&detail) {
                Some(next) if matches!(status.as_u16(), 400 | 422) && attempt < MAX_ATTEMPTS => {
                    dialect = next
                }
                _ => {
                    let detail = match self.endpoint.quote(&detail) {
                        detail if detail.is_empty() => {
                            status.canonical_reason().unwrap_or("no reason given").to_owned()
                        }
                        detail => detail,
                    };
                    return Err(ChatError::Refused { status: status.as_u16(), detail });
                }
            }
        }
        Err(ChatError::Protocol("no attempt was left".to_owned()))
    }

    fn read(&mut self, step: impl FnOnce(&mut Reader) -> Result<(), &'static str>) {
        if let Err(sentence) = step(&mut self.reader) {
            self.end_with(Err(ChatError::Protocol(sentence.to_owned())));
        }
    }

    /// Takes one thing said; gives the piece to hand out, if it is one.
    fn hear(&mut self, said: Said) -> Option<ChatDelta> {
        if let Stage::Over = self.stage {
            return None;
        }
        match said {
            Said::Alive => {
                if let Stage::Reading { clock, .. } = &mut self.stage {
                    clock.alive = true;
                }
            }
            Said::Text(text) => {
                self.has_text = true;
                return Some(ChatDelta::Text(text));
            }
            Said::Finished(reason) => self.finish_reason = Some(reason),
            Said::Usage(usage) => self.usage = Some(usage),
            Said::Error(error) => {
                let detail = self.endpoint.quote(&error.message());
                self.end_with(Err(match self.has_text {
                    true => ChatError::Interrupted(detail),
                    false => ChatError::Refused { status: error.status(), detail },
                }));
            }
            Said::End { complete } => self.end(complete),
        }
        None
    }

    /// The endpoint has nothing more to say: was that an answer? `complete` when it said itself that
    /// the answer is.
    fn end(&mut self, complete: bool) {
        let filtered = || "the endpoint's content filter stopped the answer".to_owned();
        let error = match (self.finish_reason.as_deref(), self.has_text) {
            (Some("content_filter"), true) => Some(ChatError::Interrupted(filtered())),
            (Some("content_filter"), false) => Some(ChatError::Refused { status: 403, detail: filtered() }),
            (None, true) if !complete => {
                Some(ChatError::Interrupted("the stream ended before the answer did".to_owned()))
            }
            (_, false) => Some(ChatError::Protocol("an answer without text".to_owned())),
            _ => None,
        };
        if let Some(error) = error {
            return self.end_with(Err(error));
        }
        if self.finish_reason.as_deref() == Some("length") {
            self.last_words.push_back(Ok(ChatDelta::Truncated));
        }
        self.last_words.extend(self.usage.map(|usage| {
            Ok(ChatDelta::Usage { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens })
        }));
        self.stage = Stage::Over;
    }

    fn end_with(&mut self, outcome: Result<ChatDelta, ChatError>) {
        self.stage = Stage::Over;
        self.last_words.push_back(outcome);
    }
}

impl StageClock {
    fn deadline(self, finished: bool) -> (Instant, &'static str) {
        let (stage, what) = match (self.alive, finished) {
            (_, true) => (Instant::now() + USAGE_TIMEOUT, "after the answer"),
            (false, _) => (self.first_token, "before the first word"),
            (true, _) => (Instant::now() + self.idle, "between two words"),
        };
        if self.total < stage { (self.total, "for the whole answer") } else { (stage, what) }
    }
}

async fn read_refusal(mut response: Response) -> String {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > MAX_REFUSAL_BYTES {
            break;
        }
    }
    String::from_utf8_lossy(&body).into_owned()
}

fn not_sent(error: &reqwest::Error) -> ChatError {
    match error {
        error if error.is_timeout() => ChatError::Timeout("to connect"),
        error if error.is_connect() || error.is_builder() => ChatError::Unreachable(reason(error)),
        error => ChatError::Interrupted(reason(error)),
    }
}

/// The innermost cause: the outer ones hold the URL, and nothing that helps.
fn reason(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut words = "the connection failed".to_owned();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    words
}
