//! Server-sent events out of bytes that arrive in any pieces.
//!
//! The format is that of the HTML standard, section 9.2: lines end in LF, CRLF or CR, an empty line ends
//! an event, several `data` lines are joined by LF. Only the data is of interest here.

use std::collections::VecDeque;

/// Most bytes of one event; no honest one comes near: an answer's pieces have a few hundred.
const MAX_EVENT_BYTES: usize = 1 << 20;

/// An event is longer than any honest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EventTooLong;

/// Splits bytes into events.
#[derive(Debug, Default)]
pub(super) struct SseParser {
    /// The unfinished line.
    line: Vec<u8>,
    /// The data of the unfinished event, if it has any yet.
    data: Option<Vec<u8>>,
    /// The last byte was a CR, so that an LF right now belongs to it.
    after_cr: bool,
    /// The first line may begin with a byte order mark.
    past_first_line: bool,
    /// Finished events.
    ready: VecDeque<Vec<u8>>,
}

impl SseParser {
    /// Takes the next bytes, cut anywhere.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), EventTooLong> {
        let mut rest = bytes;
        if self.after_cr && rest.first() == Some(&b'\n') {
            rest = rest.get(1..).unwrap_or_default();
        }
        if !bytes.is_empty() {
            self.after_cr = false;
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, tail) = rest.split_at(end);
            self.extend(line)?;
            self.end_line();
            rest = match tail {
                [b'\r', b'\n', after @ ..] | [b'\n' | b'\r', after @ ..] => after,
                other => other,
            };
            self.after_cr = tail == b"\r";
        }
        self.extend(rest)
    }

    /// The next finished event's data.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        self.ready.pop_front()
    }

    /// The stream is over: the data of the event whose end did not come. The standard would drop it, but
    /// many servers forget the last empty line.
    pub(super) fn finish(&mut self) -> Option<Vec<u8>> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.data.take()
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), EventTooLong> {
        let data = self.data.as_ref().map_or(0, Vec::len);
        if data + self.line.len() + bytes.len() > MAX_EVENT_BYTES {
            return Err(EventTooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !self.past_first_line {
            self.past_first_line = true;
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        if line.is_empty() {
            return self.end_event();
        }
        let Some(value) = line.strip_prefix(b"data") else { return };
        let value = match value {
            [] => value,
            [b':', b' ', value @ ..] | [b':', value @ ..] => value,
            // Another field whose name begins the same.
            _ => return,
        };
        match &mut self.data {
            None => self.data = Some(value.to_vec()),
            Some(data) => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
        }
    }

    fn end_event(&mut self) {
        if let Some(data) = self.data.take() {
            self.ready.push_back(data);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = SseParser::default();
        for piece in pieces {
            parser.push(piece).unwrap();
        }
        let last = parser.finish();
        let text = |data| String::from_utf8(data).unwrap();
        std::iter::from_fn(|| parser.next()).chain(last).map(text).collect()
    }

    #[test]
    fn every_split_gives_the_same_events() {
        let stream = "\u{feff}data: {\"a\":\"grüße 🦀\"}\r\n\r\n: comment\r\rdata:no space\nevent: x\nid: 7\n\n\
            data: two\r\ndata\rdata: lines\n\ndatabase: no\n\ndata: [DONE]\n\n";
        let whole = events(&[stream.as_bytes()]);
        assert_eq!(whole, ["{\"a\":\"grüße 🦀\"}", "no space", "two\n\nlines", "[DONE]"]);
        for at in 0..=stream.len() {
            let (one, other) = stream.as_bytes().split_at(at);
            assert_eq!(events(&[one, b"", other]), whole, "split at {at}");
        }
        let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
        assert_eq!(events(&bytes), whole);
    }

    #[test]
    fn an_event_without_its_empty_line_still_counts() {
        assert_eq!(events(&[b"data: a\n\ndata: b\n"]), ["a", "b"]);
        assert_eq!(events(&[b"data: a"]), ["a"]);
        assert_eq!(events(&[b"", b"\n\n\r\r"]), [""; 0]);
    }

    #[test]
    fn endless_lines_and_endless_events_are_refused() {
        let mut parser = SseParser::default();
        let piece = vec![b'x'; MAX_EVENT_BYTES / 8];
        assert_eq!((0..8).position(|_| parser.push(&piece).is_err()), None);
        assert_eq!(parser.push(b"x"), Err(EventTooLong));
        let mut parser = SseParser::default();
        let line = [b"data: ".as_slice(), &piece, b"\n"].concat();
        assert_eq!((0..9).position(|_| parser.push(&line).is_err()), Some(7));
    }
}
