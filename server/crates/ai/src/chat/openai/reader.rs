//! What the bytes of a 2xx answer say, whichever of the known forms they have.

use std::collections::VecDeque;

use super::sse::SseParser;
use super::wire::{Chunk, EndpointError, Usage};

/// Most bytes of a whole JSON answer, and most bytes of text.
const MAX_JSON_BYTES: usize = 10 << 20;
const MAX_TEXT_BYTES: usize = 1 << 20;

/// One thing that the answer said.
#[derive(Debug)]
pub(super) enum Said {
    /// A piece of text, not empty.
    Text(String),
    /// A sign of life without text.
    Alive,
    /// Why the answer ended.
    Finished(String),
    /// What it cost.
    Usage(Usage),
    /// An error in place of, or after, text.
    Error(EndpointError),
    /// Nothing comes after this. `complete` when the endpoint said so itself.
    End { complete: bool },
}

/// Reads bytes into what they say.
#[derive(Debug, Default)]
pub(super) struct Reader {
    form: Form,
    text_bytes: usize,
    said: VecDeque<Said>,
}

#[derive(Debug, Default)]
enum Form {
    /// Only blanks so far.
    #[default]
    Unknown,
    Events(SseParser),
    /// One JSON document: an endpoint that does not stream.
    Json(Vec<u8>),
}

impl Reader {
    /// Takes the next bytes; `Err` is a sentence about what is wrong with them.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        if let Form::Unknown = self.form {
            match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
                None => return Ok(()),
                Some(b'{') => self.form = Form::Json(Vec::new()),
                Some(b'<') => return Err("an HTML page instead of an answer; is the base URL right?"),
                Some(_) => self.form = Form::Events(SseParser::default()),
            }
        }
        match &mut self.form {
            Form::Json(document) if document.len() + bytes.len() > MAX_JSON_BYTES => {
                return Err("an answer that is far too long");
            }
            Form::Json(document) => document.extend_from_slice(bytes),
            Form::Events(parser) => {
                parser.push(bytes).map_err(|_| "an event that is far too long")?;
                self.read_events()?;
            }
            Form::Unknown => {}
        }
        Ok(())
    }

    /// The connection has ended.
    pub(super) fn finish(&mut self) -> Result<(), &'static str> {
        let mut complete = false;
        match &mut self.form {
            Form::Events(parser) => {
                parser.finish();
                self.read_events()?;
            }
            Form::Json(document) => {
                let chunk = serde_json::from_slice(document).map_err(|_| "something that is not JSON")?;
                self.read_chunk(chunk)?;
                complete = true;
            }
            Form::Unknown => {}
        }
        self.said.push_back(Said::End { complete });
        Ok(())
    }

    /// The next thing said, in order.
    pub(super) fn next(&mut self) -> Option<Said> {
        self.said.pop_front()
    }

    fn read_events(&mut self) -> Result<(), &'static str> {
        while let Form::Events(parser) = &mut self.form
            && let Some(data) = parser.next()
        {
            match data.trim() {
                "" => {}
                "[DONE]" => self.said.push_back(Said::End { complete: true }),
                data => {
                    let chunk = serde_json::from_str(data).map_err(|_| "an event that is not JSON")?;
                    self.read_chunk(chunk)?;
                }
            }
        }
        Ok(())
    }

    fn read_chunk(&mut self, chunk: Chunk) -> Result<(), &'static str> {
        if let Some(error) = chunk.error {
            self.said.push_back(Said::Error(error));
        }
        self.said.push_back(Said::Alive);
        if let Some(mut choice) = chunk.choices.into_iter().next() {
            let finished = choice.finish_reason.take();
            let text = choice.text();
            self.text_bytes += text.len();
            if self.text_bytes > MAX_TEXT_BYTES {
                return Err("an answer that is far too long");
            }
            if !text.is_empty() {
                self.said.push_back(Said::Text(text));
            }
            self.said.extend(finished.map(Said::Finished));
        }
        self.said.extend(chunk.usage.map(Said::Usage));
        Ok(())
    }
}
