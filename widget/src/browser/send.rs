//! What the visitor asks of the server: messages, a person, a rating.

use alloc::string::String;

use super::page;
use super::panel::{Failure, Panel, Session};
use crate::transcript::State;

impl Panel {
    /// A new message.
    pub fn send(&mut self, text: &str) {
        let client_id = page::new_uuid();
        self.transcript.add_ours(&client_id, text);
        page::notice("");
        self.draw(false);
        page::to_end();
        self.post(client_id);
    }

    /// The same message with the same id again: the server answers it anew, and never takes it twice.
    pub fn retry(&mut self, id: &str) {
        if let Some(client_id) = self.transcript.source_of(id) {
            self.transcript.set_ours(&client_id, State::Sending, String::new());
            self.draw(false);
            self.post(client_id);
        }
    }

    /// Asks for a person.
    pub fn ask_for_person(&mut self) {
        if !self.transcript.has_person() {
            self.post(String::new());
        }
    }

    /// Sends the message of that client id, or asks for a person if there is none. Needs a session; the
    /// launcher makes it, so that its page's Origin is bound to it.
    fn post(&mut self, client_id: String) {
        if self.session.is_none() {
            if self.waiting.is_empty() {
                page::post("need-session");
            }
            self.waiting.push(client_id);
        } else if client_id.is_empty() {
            self.request("handoff", "/handoff", "", "");
        } else if let Some(message) = self.transcript.find(&client_id) {
            let text = message.text.clone();
            self.request("message", "/messages", &client_id, &text);
        }
    }

    /// The launcher has a session.
    pub fn take_session(&mut self, session: Session) {
        if self.session.is_none() {
            self.session = Some(session);
        }
        for client_id in core::mem::take(&mut self.waiting) {
            self.post(client_id);
        }
    }

    /// The launcher got none.
    pub fn session_failed(&mut self, failure: &Failure) {
        for client_id in core::mem::take(&mut self.waiting) {
            self.unsent(&client_id, failure);
        }
    }

    fn unsent(&mut self, client_id: &str, failure: &Failure) {
        if client_id.is_empty() {
            page::notice(&failure.sentence);
        } else {
            self.transcript.set_ours(client_id, State::Unsent, failure.sentence.clone());
            self.draw(true);
        }
    }

    /// The server took our message.
    pub fn accepted(&mut self, client_id: &str) {
        self.transcript.accept(client_id);
        self.is_loaded = true;
        self.draw(true);
    }

    /// Says whether an answer helped.
    pub fn rate(&mut self, id: &str, rating: i32) {
        if let Some(message) = self.transcript.find(id) {
            message.rating = rating;
            self.draw_rating(id, rating);
            self.request("rating", id, id, if rating > 0 { "1" } else { "-1" });
        }
    }

    /// Calls the widget API. `what` follows the conversation's path, or names the message that is rated.
    pub fn request(&mut self, kind: &str, what: &str, first: &str, second: &str) {
        let Some(session) = &self.session else { return };
        let path = match kind {
            "rating" => String::from("/messages/") + what + "/feedback",
            "events" => String::from("/conversations/") + &session.conversation_id + what + first,
            _ => String::from("/conversations/") + &session.conversation_id + what,
        };
        page::request(kind, self.generation, &session.token, &path, first, second);
    }

    /// A call has ended; `first` is what it was made with.
    pub fn answered(
        &mut self,
        kind: &str,
        first: &str,
        body: &str,
        generation: u32,
        status: u16,
        retry_after: u32,
    ) {
        if generation != self.generation {
            return;
        }
        let is_ok = matches!(status, 200..300);
        let failure = (!is_ok).then(|| Failure::new(status, body, retry_after));
        match (kind, failure) {
            ("snapshot", failure) => self.caught_up(body, failure),
            ("events", _) if body == "-" => {}
            ("events", _) => self.stream_ended(),
            // Who follows already gets the answer there; whose stream has ended goes on from there.
            ("message", None) if self.is_following && !body.is_empty() => self.accepted(first),
            ("message", None) if self.is_following => self.stream_ended(),
            ("message", None) => {
                self.accepted(first);
                self.follow();
            }
            ("handoff", None) => {
                self.is_loaded = false;
                self.follow();
            }
            ("message" | "handoff", Some(failure)) => {
                // Once: the new session is asked for, and what comes of that counts.
                if failure.is_session_gone() {
                    self.forget(true);
                    self.post(String::from(first));
                } else {
                    self.unsent(first, &failure);
                    // It may have arrived all the same, with only the answer lost: the snapshot knows.
                    if status == 0 {
                        self.is_loaded = false;
                        self.follow();
                    }
                }
            }
            ("rating", Some(failure)) => {
                page::notice(&failure.sentence);
                self.draw_rating(first, 0);
            }
            _ => {}
        }
    }
}
