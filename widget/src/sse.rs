//! Reads a `text/event-stream` body that arrives in pieces of any size.
//!
//! Follows the WHATWG rules (CR, LF and CRLF end a line, `data` lines join with a newline, a comment starts
//! with a colon, an unfinished event at the end is dropped). `id` is kept as the number it is in our
//! protocol; anything else counts as no number.

use alloc::string::String;
use alloc::vec::Vec;

/// Longest line or event that is kept; a longer one is not ours and is dropped.
const EVENT_BYTES: usize = 1 << 20;

/// One event of a stream.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ServerEvent {
    /// The last `id` seen; 0 before the first.
    pub seq: i64,
    /// The `event` field.
    pub name: String,
    /// The `data` lines.
    pub data: String,
}

/// The state between two pieces.
#[derive(Debug, Default)]
pub struct EventStream {
    line: Vec<u8>,
    after_carriage_return: bool,
    started: bool,
    has_data: bool,
    next: ServerEvent,
}

impl EventStream {
    /// Before the first byte.
    pub const fn new() -> Self {
        Self {
            line: Vec::new(),
            after_carriage_return: false,
            started: false,
            has_data: false,
            next: ServerEvent { seq: 0, name: String::new(), data: String::new() },
        }
    }

    /// Takes the next bytes and returns the events that they complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<ServerEvent> {
        let mut events = Vec::new();
        for &byte in bytes {
            let second_half_of_crlf = byte == b'\n' && self.after_carriage_return;
            self.after_carriage_return = byte == b'\r';
            if second_half_of_crlf {
                continue;
            }
            if byte == b'\n' || byte == b'\r' {
                let line = core::mem::take(&mut self.line);
                // A line that is no UTF-8 is not ours.
                if let Some(event) = self.end_line(core::str::from_utf8(&line).unwrap_or(":")) {
                    events.push(event);
                }
            } else if self.line.len() < EVENT_BYTES {
                self.line.push(byte);
            }
        }
        events
    }

    fn end_line(&mut self, mut line: &str) -> Option<ServerEvent> {
        if !self.started {
            self.started = true;
            line = line.strip_prefix('\u{feff}').unwrap_or(line);
        }
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.next.name = String::from(value),
            "id" => self.next.seq = number(value).unwrap_or(self.next.seq),
            "data" if self.next.data.len() + value.len() < EVENT_BYTES => {
                if self.has_data {
                    self.next.data.push('\n');
                }
                self.has_data = true;
                self.next.data.push_str(value);
            }
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<ServerEvent> {
        let seq = self.next.seq;
        let event = core::mem::replace(&mut self.next, ServerEvent { seq, ..ServerEvent::default() });
        core::mem::take(&mut self.has_data).then_some(event)
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() < 18 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.bytes().fold(0, |n, b| n * 10 + i64::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "\u{feff}: hello\r\n\r\nid: 7\r\nevent: message.delta\r\ndata: {\"text\":\"é\u{1f600}\"}\r\n\r\nid:8\rdata: a\rdata:  b\r\revent: x\n\ndata\nid: nine\n\ndata: cut";

    fn read(pieces: &[&[u8]]) -> Vec<ServerEvent> {
        let mut stream = EventStream::default();
        pieces.iter().flat_map(|piece| stream.feed(piece)).collect()
    }

    #[test]
    fn reads_every_kind_of_line_end() {
        let events = read(&[STREAM.as_bytes()]);
        assert_eq!(events.len(), 3);
        assert_eq!(events[0].seq, 7);
        assert_eq!(events[0].name, "message.delta");
        assert_eq!(events[0].data, "{\"text\":\"é\u{1f600}\"}");
        assert_eq!((events[1].seq, events[1].data.as_str()), (8, "a\n b"));
        assert_eq!(events[1].name, "");
        assert_eq!((events[2].seq, events[2].data.as_str()), (8, ""));
    }

    #[test]
    fn any_split_gives_the_same_events() {
        let bytes = STREAM.as_bytes();
        let whole = read(&[bytes]);
        for first in 0..bytes.len() {
            for second in first..bytes.len() {
                let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(read(&pieces), whole, "split at {first} and {second}");
            }
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read(&single), whole);
    }

    #[test]
    fn garbage_is_no_event() {
        assert!(read(&[b"<!doctype html>\n<html>\n\n\xff\xfe\n\n:\n\n"]).is_empty());
    }

    #[test]
    fn endless_lines_and_events_stay_bounded() {
        let mut stream = EventStream::default();
        for _ in 0..40 {
            stream.feed(&vec![b'x'; 100_000]);
        }
        assert!(stream.line.len() <= EVENT_BYTES);
        stream.feed(b"\n");
        for _ in 0..40 {
            stream.feed(b"data: ");
            stream.feed(&vec![b'y'; 100_000]);
            stream.feed(b"\n");
        }
        assert!(stream.next.data.len() <= EVENT_BYTES);
    }
}
