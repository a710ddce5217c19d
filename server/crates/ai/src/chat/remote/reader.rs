//! What the bytes of a 2xx answer say, whichever of the known forms they have.

use std::collections::VecDeque;

use super::said::{Ending, Said};
use super::sse::SseParser;
use super::wire::Decoder;

/// Most bytes of an answer that comes as one JSON document.
const MAX_JSON_BYTES: usize = 4 << 20;

/// Most bytes of a stream, pings and thoughts and all: a hundred times what the longest answer needs.
const MAX_STREAM_BYTES: usize = 32 << 20;

/// Reads bytes into what they say.
#[derive(Debug)]
pub(super) struct Reader {
    form: Form,
    decoder: Box<dyn Decoder>,
    stream_bytes: usize,
    said: VecDeque<Said>,
}

#[derive(Debug)]
enum Form {
    /// Only blanks so far.
    Unknown,
    Events(SseParser),
    /// One JSON document: an endpoint that does not stream.
    Json(Vec<u8>),
}

impl Reader {
    pub(super) fn new(decoder: Box<dyn Decoder>) -> Self {
        Self { form: Form::Unknown, decoder, stream_bytes: 0, said: VecDeque::new() }
    }

    /// Takes the next bytes; `Err` is a sentence about what is wrong with them.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        self.stream_bytes += bytes.len();
        if self.stream_bytes > MAX_STREAM_BYTES {
            return Err("an answer that does not end");
        }
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
                Err("an answer that is far too long")
            }
            Form::Json(document) => {
                document.extend_from_slice(bytes);
                Ok(())
            }
            Form::Events(parser) => {
                parser.push(bytes).map_err(|_| "an event that is far too long")?;
                while let Some(data) = parser.next() {
                    read_event(self.decoder.as_mut(), &data, &mut self.said)?;
                }
                Ok(())
            }
            Form::Unknown => Ok(()),
        }
    }

    /// The connection has ended.
    pub(super) fn finish(&mut self) -> Result<(), &'static str> {
        let ending = match &mut self.form {
            Form::Events(parser) => match parser.finish() {
                // A last event that cannot be read is not a wrong one, but half of one.
                Some(data) if read_event(self.decoder.as_mut(), &data, &mut self.said).is_err() => {
                    Ending::Torn
                }
                _ => Ending::Closed,
            },
            Form::Json(document) => {
                self.decoder.decode(document, &mut self.said)?;
                Ending::Complete
            }
            Form::Unknown => Ending::Closed,
        };
        self.said.push_back(Said::End(ending));
        Ok(())
    }

    /// The next thing said, in order.
    pub(super) fn next(&mut self) -> Option<Said> {
        self.said.pop_front()
    }
}

fn read_event(decoder: &mut dyn Decoder, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
    match data.trim_ascii() {
        b"" => Ok(()),
        // OpenAI's mark; gateways put it behind the events of others too.
        b"[DONE]" => {
            said.push_back(Said::End(Ending::Complete));
            Ok(())
        }
        data => decoder.decode(data, said),
    }
}
