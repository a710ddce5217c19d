//! A byte stream cut into lines, with a bound on what is held.

use bytes::{Buf, Bytes, BytesMut};
use chatsphere_contract::limits;
use futures::{Stream, StreamExt};

use super::super::{DocumentError, SourceError};

/// Longest line: the longest text with every character escaped once, and room for the other fields.
const LINE_BYTES: usize = 2 * limits::IMPORT_TEXT_BYTES + 64 * 1024;

/// One line of the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Its bytes, without the line break.
    Line(Bytes),
    /// It was longer than a line may be, and was skipped.
    TooLong,
}

/// Reads lines from a stream.
pub(super) struct Lines<S> {
    body: S,
    buffer: BytesMut,
    /// How much of the buffer is known to hold no line break.
    searched: usize,
    number: u64,
    at_end: bool,
}

impl<S: Stream<Item = Result<Bytes, SourceError>> + Unpin> Lines<S> {
    pub(super) fn new(body: S) -> Self {
        Self { body, buffer: BytesMut::new(), searched: 0, number: 0, at_end: false }
    }

    /// The next line that is not blank and its number, counted from 1.
    pub(super) async fn next(&mut self) -> Result<Option<(u64, Next)>, DocumentError> {
        loop {
            let Some(next) = self.next_raw().await? else { return Ok(None) };
            self.number += 1;
            match next {
                Next::Line(line) if line.iter().all(u8::is_ascii_whitespace) => {}
                Next::Line(mut line) => {
                    if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
                        line.advance(3);
                    }
                    return Ok(Some((self.number, Next::Line(line))));
                }
                Next::TooLong => return Ok(Some((self.number, Next::TooLong))),
            }
        }
    }

    /// Reads to the end without keeping anything: a sender that is cut off in the middle does not see
    /// the answer.
    pub(super) async fn drain(&mut self) -> Result<(), DocumentError> {
        self.buffer.clear();
        while let Some(piece) = self.body.next().await {
            piece.map_err(broken)?;
        }
        self.at_end = true;
        Ok(())
    }

    async fn next_raw(&mut self) -> Result<Option<Next>, DocumentError> {
        let mut too_long = false;
        loop {
            let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(found) = unsearched.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(self.searched + found).freeze();
                self.buffer.advance(1);
                self.searched = 0;
                let too_long = too_long || line.len() > LINE_BYTES;
                return Ok(Some(if too_long { Next::TooLong } else { Next::Line(line) }));
            }
            self.searched = self.buffer.len();
            if self.searched > LINE_BYTES {
                too_long = true;
                self.buffer.clear();
                self.searched = 0;
            }
            if self.at_end {
                let line = self.buffer.split().freeze();
                self.searched = 0;
                return Ok(match (too_long, line.is_empty()) {
                    (true, _) => Some(Next::TooLong),
                    (false, true) => None,
                    (false, false) => Some(Next::Line(line)),
                });
            }
            match self.body.next().await {
                Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
                Some(Err(error)) => return Err(broken(error)),
                None => self.at_end = true,
            }
        }
    }
}

fn broken(error: SourceError) -> DocumentError {
    DocumentError::Interrupted(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(pieces: &[&[u8]]) -> Vec<(u64, Next)> {
        let pieces: Vec<Result<Bytes, SourceError>> =
            pieces.iter().map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let mut lines = Lines::new(futures::stream::iter(pieces));
        let mut found = Vec::new();
        while let Some(line) = lines.next().await.unwrap() {
            found.push(line);
        }
        found
    }

    fn line(number: u64, text: &'static str) -> (u64, Next) {
        (number, Next::Line(Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn lines_are_found_however_the_bytes_come() {
        let expected = vec![line(1, "one"), line(3, "three\r"), line(4, "last")];
        let whole: &[u8] = b"\xef\xbb\xbfone\n \nthree\r\nlast";
        assert_eq!(read(&[whole]).await, expected);
        let single: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(read(&single).await, expected);
        assert_eq!(read(&[b"", b"\n\n"]).await, vec![]);
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_skipped_and_the_next_is_read() {
        let long = vec![b'x'; LINE_BYTES / 2 + 1];
        assert_eq!(
            read(&[&long, &long, b"\nshort\n", &long, &long]).await,
            vec![(1, Next::TooLong), line(2, "short"), (3, Next::TooLong)]
        );
    }
}
