//! One answer, from request to last piece.

use std::collections::VecDeque;
use std::sync::Arc;

use reqwest::Response;
use tokio::time::timeout_at;

use super::Endpoint;
use super::clock::Clock;
use super::reader::Reader;
use super::refusal::{self, Refusal, not_sent, reason};
use super::said::{Ending, Finish, Said, Usage};
use super::tool_calls::ToolCalls;
use crate::chat::{ChatDelta, ChatError, ChatRequest};

/// Attempts when an endpoint refuses one parameter after another.
const MAX_ATTEMPTS: usize = 6;

/// Most bytes of text and of tool arguments: a model that does not stop is stopped. No provider's limit of
/// tokens allows so much for one answer of a conversation.
const MAX_ANSWER_BYTES: usize = 256 << 10;

/// An answer under way. Dropping it closes the connection.
pub(super) struct Answer {
    endpoint: Arc<Endpoint>,
    request: ChatRequest,
    stage: Stage,
    reader: Reader,
    /// Any event that says something.
    has_begun: bool,
    has_text: bool,
    answer_bytes: usize,
    tool_calls: ToolCalls,
    finish: Option<Finish>,
    /// The last that was told: some endpoints tell with every piece.
    usage: Option<Usage>,
    /// What is left to hand out when the stage is over.
    last_words: VecDeque<Result<ChatDelta, ChatError>>,
}

enum Stage {
    Before,
    Reading { response: Box<Response>, clock: Clock },
    Over,
}

impl Answer {
    pub(super) fn new(endpoint: Arc<Endpoint>, request: ChatRequest) -> Self {
        Self {
            stage: Stage::Before,
            reader: Reader::new(endpoint.wire.decoder(&request)),
            endpoint,
            request,
            has_begun: false,
            has_text: false,
            answer_bytes: 0,
            tool_calls: ToolCalls::default(),
            finish: None,
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
                    Err(error) => self.fail(error),
                },
                Stage::Reading { response, clock } => {
                    let (deadline, what) = clock.deadline();
                    match timeout_at(deadline, response.chunk()).await {
                        Ok(Ok(Some(bytes))) => self.read(|reader| reader.push(&bytes)),
                        Ok(Ok(None)) => self.read(Reader::finish),
                        Ok(Err(error)) if self.finish.is_none() => {
                            self.fail(ChatError::Interrupted(reason(&error)));
                        }
                        Err(_) if self.finish.is_none() => self.fail(ChatError::Timeout(what)),
                        // Only the cost was still to come.
                        Ok(Err(_)) | Err(_) => self.end(Ending::Complete),
                    }
                }
            }
        }
    }

    /// Sends the request; once more for each parameter that the endpoint does not know.
    async fn start(&self) -> Result<Stage, ChatError> {
        let clock = Clock::start(self.endpoint.timeouts);
        let (deadline, what) = clock.deadline();
        let mut dialect = self.endpoint.dialect();
        for attempt in 1.. {
            let request = self.endpoint.request(&self.request, dialect);
            let request = request.map_err(|sentence| ChatError::Protocol(sentence.to_owned()))?;
            let sent = timeout_at(deadline, request.send()).await.map_err(|_| ChatError::Timeout(what))?;
            let response = sent.map_err(|error| not_sent(&error))?;
            let status = response.status();
            if status.is_success() {
                self.endpoint.learn(dialect);
                return Ok(Stage::Reading { response: Box::new(response), clock });
            }
            let refusal = timeout_at(deadline, refusal::read(response)).await.unwrap_or(Refusal {
                status,
                detail: String::new(),
                retry_after: None,
            });
            match self.endpoint.wire.after_refusal(dialect, &refusal.detail) {
                Some(next) if matches!(status.as_u16(), 400 | 422) && attempt < MAX_ATTEMPTS => {
                    dialect = next;
                }
                _ => return Err(refusal.into_error(self.endpoint.api_key.as_deref())),
            }
        }
        Err(ChatError::Protocol("no attempt was left".to_owned()))
    }

    fn read(&mut self, step: impl FnOnce(&mut Reader) -> Result<(), &'static str>) {
        if let Err(sentence) = step(&mut self.reader) {
            // What was said before the wrong bytes counts.
            while let Some(said) = self.reader.next() {
                if let Some(piece) = self.hear(said) {
                    self.last_words.push_back(Ok(piece));
                }
            }
            match self.stage {
                Stage::Over => {}
                // Only the cost was still to come.
                _ if self.finish.is_some() => self.end(Ending::Complete),
                _ => self.fail(ChatError::Protocol(sentence.to_owned())),
            }
        }
    }

    /// Takes one thing said; gives the piece to hand out, if it is one.
    fn hear(&mut self, said: Said) -> Option<ChatDelta> {
        let Stage::Reading { clock, .. } = &mut self.stage else { return None };
        clock.sign_of_life();
        self.has_begun |= !matches!(said, Said::End(_));
        match said {
            Said::Alive => {}
            Said::Text(text) if text.is_empty() => {}
            Said::Text(text) => {
                if self.has_room_for(text.len()) {
                    self.has_text = true;
                    return Some(ChatDelta::Text(text));
                }
            }
            Said::ToolCall(piece) => {
                if self.has_room_for(piece.arguments.len())
                    && let Err(sentence) = self.tool_calls.push(piece)
                {
                    self.fail(ChatError::Protocol(sentence.to_owned()));
                }
            }
            Said::Finished(finish) => {
                clock.finish();
                self.finish = Some(finish);
            }
            Said::Usage(usage) => self.usage = Some(usage),
            Said::Error(error) => {
                let detail = self.endpoint.quote(&error.message);
                self.fail(match self.has_text {
                    true => ChatError::Interrupted(detail),
                    false => ChatError::Refused { status: error.status, detail, retry_after: None },
                });
            }
            Said::End(ending) => self.end(ending),
        }
        None
    }

    /// Whether the answer may grow by so much. If not, it ends here: what was handed out stands, and calls
    /// that were not whole are dropped.
    fn has_room_for(&mut self, bytes: usize) -> bool {
        self.answer_bytes += bytes;
        if self.answer_bytes <= MAX_ANSWER_BYTES {
            return true;
        }
        self.stage = Stage::Over;
        self.last_words.push_back(Ok(ChatDelta::Truncated));
        false
    }

    /// The endpoint has nothing more to say: was that an answer?
    fn end(&mut self, ending: Ending) {
        if let Err(error) = self.judge(ending) {
            return self.fail(error);
        }
        match std::mem::take(&mut self.tool_calls).finish() {
            Ok(calls) => self.last_words.extend(calls.into_iter().map(Ok)),
            Err(sentence) => return self.fail(ChatError::Protocol(sentence.to_owned())),
        }
        if self.finish == Some(Finish::Length) {
            self.last_words.push_back(Ok(ChatDelta::Truncated));
        }
        self.last_words.extend(self.usage.map(|usage| {
            Ok(ChatDelta::Usage {
                input_tokens: usage.input_tokens,
                output_tokens: usage.output_tokens,
                cached_input_tokens: usage.cached_input_tokens,
            })
        }));
        self.stage = Stage::Over;
    }

    fn judge(&self, ending: Ending) -> Result<(), ChatError> {
        let protocol = |sentence: &str| Err(ChatError::Protocol(sentence.to_owned()));
        let has_output = self.has_text || !self.tool_calls.is_empty();
        match (&self.finish, ending) {
            (Some(Finish::Filtered(reason)), _) => {
                let detail = format!("the provider's filter stopped the answer ({reason})");
                let detail = self.endpoint.quote(&detail);
                Err(match self.has_text {
                    true => ChatError::Interrupted(detail),
                    false => ChatError::Refused { status: 403, detail, retry_after: None },
                })
            }
            (Some(Finish::BrokenToolCall), _) => protocol("a tool call that is none"),
            (None, Ending::Torn) => {
                Err(ChatError::Interrupted("the stream ended in the middle of an event".to_owned()))
            }
            (None, Ending::Closed) if self.has_begun => {
                Err(ChatError::Interrupted("the stream ended before the answer did".to_owned()))
            }
            (Some(Finish::Length), _) if !has_output => {
                protocol("no text before the limit of tokens was used up")
            }
            _ if !has_output => protocol("an answer without text"),
            _ => Ok(()),
        }
    }

    fn fail(&mut self, error: ChatError) {
        self.stage = Stage::Over;
        self.last_words.push_back(Err(error));
    }
}
