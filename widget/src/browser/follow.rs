//! Keeps the transcript in step with the server: reads streams, resumes them, and polls where they do not
//! come through. One thing is under way at a time: a snapshot, then a stream (or a pause), then again.

use super::page;
use super::panel::{Failure, Panel};
use super::wire;
use crate::sse::EventStream;

/// The pause after a failure; it doubles with each further one.
const PAUSE_MS: u32 = 500;
const LONGEST_PAUSE_MS: u32 = 8_000;
/// So many streams in a row without an event, and the snapshot is polled instead.
const EMPTY_STREAMS: u32 = 2;
const POLL_MS: u32 = 2_000;

impl Panel {
    /// Follows the conversation until nothing more is to come.
    pub fn follow(&mut self) {
        if self.session.is_some() && !self.is_following {
            self.is_following = true;
            self.empty_streams = 0;
            self.pause_ms = PAUSE_MS;
            self.catch_up();
        }
    }

    fn catch_up(&mut self) {
        self.request("snapshot", "", "", "");
    }

    /// The snapshot is there, or is not.
    pub fn caught_up(&mut self, body: &str, failure: Option<Failure>) {
        let snapshot = page::parse(body);
        let failure = match failure {
            // A proxy's page with status 200.
            None if !page::field(&snapshot, "messages").is_object() => Some(Failure::new(502, "", 0)),
            other => other,
        };
        match failure {
            None => {
                let is_news = core::mem::replace(&mut self.is_loaded, true);
                self.transcript.replace(wire::snapshot(&snapshot));
                self.pause_ms = PAUSE_MS;
                self.set_lost(false);
                self.draw(is_news);
                if self.has_stream {
                    return;
                }
                if !self.expects_more() {
                    self.stop();
                } else if self.empty_streams < EMPTY_STREAMS {
                    self.open_stream();
                } else {
                    page::later(self.generation, POLL_MS);
                }
            }
            Some(failure) if failure.is_session_gone() => self.forget(true),
            Some(failure) if failure.is_passing() => {
                self.set_lost(true);
                page::later(self.generation, self.pause_ms);
                self.pause_ms = LONGEST_PAUSE_MS.min(self.pause_ms * 2);
            }
            Some(failure) => {
                page::notice(&failure.sentence);
                self.stop();
            }
        }
    }

    fn open_stream(&mut self) {
        let after = page::digits(u32::try_from(self.transcript.last_seq).unwrap_or_default());
        self.request("events", "/events?after=", &after, "");
    }

    /// A stream begins: the one that was asked for, or the answer to a message. False if it is not wanted.
    pub fn begun(&mut self, kind: &str, client_id: &str, generation: u32) -> bool {
        if generation != self.generation {
            return false;
        }
        if kind == "message" {
            self.accepted(client_id);
        }
        if self.has_stream {
            return false;
        }
        self.is_following = true;
        self.has_stream = true;
        self.stream = EventStream::new();
        self.got_events = false;
        true
    }

    /// A part of the stream. False if no more is wanted.
    pub fn piece(&mut self, piece: &str, generation: u32) -> bool {
        if generation != self.generation {
            return false;
        }
        let events = self.stream.feed(piece.as_bytes());
        if events.is_empty() {
            return true;
        }
        self.got_events = true;
        for event in events {
            if let Some(change) = wire::change(&event) {
                self.transcript.apply(event.seq, change);
            }
        }
        self.draw(true);
        self.expects_more()
    }

    /// The stream is over: whole, dropped, or never there.
    pub fn stream_ended(&mut self) {
        self.has_stream = false;
        self.empty_streams = if core::mem::take(&mut self.got_events) { 0 } else { self.empty_streams + 1 };
        if self.expects_more() {
            self.set_lost(true);
            page::later(self.generation, PAUSE_MS);
        } else {
            self.stop();
        }
    }

    /// A pause is over.
    pub fn later(&mut self, generation: u32) {
        if generation == self.generation && self.is_following {
            self.catch_up();
        }
    }

    fn stop(&mut self) {
        self.is_following = false;
        self.set_lost(false);
    }

    /// Whether the server still has something to say.
    fn expects_more(&self) -> bool {
        !self.is_loaded || self.transcript.is_unfinished() || self.transcript.has_person()
    }
}
