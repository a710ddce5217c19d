//! What the panel knows and does: one value that lives as long as the page.

use alloc::string::String;
use alloc::vec::Vec;

use super::message_view::MessageView;
use super::page;
use crate::inline::safe_address;
use crate::sse::EventStream;
use crate::transcript::{Role, Status, Transcript};

/// What the panel may do in the visitor's name.
pub struct Session {
    /// The bearer token; only ever in a header.
    pub token: String,
    /// The conversation's id.
    pub conversation_id: String,
}

/// Why a call came to nothing.
pub struct Failure {
    /// HTTP status; 0 when there was no answer at all.
    pub status: u16,
    /// One sentence for the visitor.
    pub sentence: String,
}

impl Failure {
    /// The session ran out or its conversation is gone: a new one is needed.
    pub fn is_session_gone(&self) -> bool {
        matches!(self.status, 401 | 404)
    }

    /// Asking again later can help.
    pub fn is_passing(&self) -> bool {
        matches!(self.status, 0 | 408 | 429 | 500..)
    }

    /// What a status and a problem's sentence mean to the visitor. HTML of a proxy says nothing to anyone.
    pub fn new(status: u16, detail: &str, retry_after_s: u32) -> Self {
        let sentence = match status {
            429 if retry_after_s > 0 => with_number("w-429-s", &page::digits(retry_after_s)),
            429 => page::words("w-429"),
            0 => page::words("w-0"),
            401 | 403 => page::words("w-403"),
            400..=499 if !detail.is_empty() => String::from(detail),
            _ => page::words("w-500"),
        };
        Self { status, sentence }
    }
}

/// A sentence of `panel.html` with its `#` replaced.
pub fn with_number(id: &str, number: &str) -> String {
    let sentence = page::words(id);
    let mut parts = sentence.split('#');
    let mut out = String::from(parts.next().unwrap_or(""));
    out.push_str(number);
    out.push_str(parts.next().unwrap_or(""));
    out
}

/// The panel.
pub struct Panel {
    /// The conversation.
    pub transcript: Transcript,
    /// What we may do; none before the visitor's first action.
    pub session: Option<Session>,
    /// The stream that is being read.
    pub stream: EventStream,
    /// There is such a stream.
    pub has_stream: bool,
    /// Whether it carried an event yet.
    pub got_events: bool,
    /// Streams in a row that carried none.
    pub empty_streams: u32,
    /// The next pause after a failure.
    pub pause_ms: u32,
    /// Something keeps the transcript in step with the server.
    pub is_following: bool,
    /// The transcript is known from the server.
    pub is_loaded: bool,
    /// Rises when the conversation is forgotten: what was under way for the old one stops.
    pub generation: u32,
    /// Client ids of messages (or nothing, for a person) that wait for a session.
    pub waiting: Vec<String>,
    shown: Vec<MessageView>,
    is_lost: bool,
    is_open: bool,
}

impl Panel {
    /// Before anything is known.
    pub const fn new() -> Self {
        Self {
            transcript: Transcript::empty(),
            session: None,
            stream: EventStream::new(),
            has_stream: false,
            got_events: false,
            empty_streams: 0,
            pause_ms: 0,
            is_following: false,
            is_loaded: false,
            generation: 0,
            waiting: Vec::new(),
            shown: Vec::new(),
            is_lost: false,
            is_open: false,
        }
    }

    /// The panel was opened or closed.
    pub fn set_open(&mut self, is_open: bool) {
        self.is_open = is_open;
        // The conversation may have moved on while nobody looked.
        if is_open {
            self.follow();
        }
    }

    /// The visitor did something; `id` is the message it was done with.
    pub fn act(&mut self, action: &str, id: &str, argument: &str) {
        match action {
            "send" => self.send(argument),
            "retry" => self.retry(id),
            "person" => self.ask_for_person(),
            "1" => self.rate(id, 1),
            "-1" => self.rate(id, -1),
            "source" => self.open_source(id, argument),
            "new" => self.forget(false),
            _ => self.draw(false),
        }
    }

    fn open_source(&mut self, id: &str, number: &str) {
        let Some(message) = self.transcript.find(id) else { return };
        if let Some(source) = message.citations.iter().find(|source| page::digits(source.n) == number) {
            let address = safe_address(&source.url).unwrap_or("");
            page::open_source(source.n, &source.title, &source.snippet, address);
        }
    }

    /// Forgets the conversation, here and on the host page. What was not sent yet stays.
    pub fn forget(&mut self, has_expired: bool) {
        page::post("forget");
        self.session = None;
        self.generation += 1;
        self.is_following = false;
        self.has_stream = false;
        self.is_loaded = false;
        self.is_lost = false;
        self.transcript.forget(has_expired);
        let notice = if has_expired { page::words("w-expired") } else { String::new() };
        page::notice(&notice);
        self.draw(false);
    }

    /// Says that the connection is gone, or back.
    pub fn set_lost(&mut self, is_lost: bool) {
        if self.is_lost != is_lost {
            self.is_lost = is_lost;
            self.draw(false);
        }
    }

    /// Presses the thumb of a rating.
    pub fn draw_rating(&self, id: &str, rating: i32) {
        if let Some(view) = self.shown.iter().find(|view| view.key == id) {
            view.draw_rating(rating);
        }
    }

    /// Draws what changed; `is_news` when it came in while the visitor was here.
    pub fn draw(&mut self, is_news: bool) {
        let was_at_end = page::is_at_end();
        let transcript = &self.transcript;
        self.shown.retain(|view| {
            let stays = transcript.messages.iter().any(|message| view.is_of(message));
            if !stays {
                view.root.remove();
            }
            stays
        });
        let mut news = String::new();
        let mut at = 0;
        for message in &transcript.messages {
            let known = self.shown.iter().position(|view| view.is_of(message)).unwrap_or_else(|| {
                let agent = if message.role == Role::Agent { transcript.agent.as_str() } else { "" };
                self.shown.push(MessageView::new(message, agent));
                self.shown.len() - 1
            });
            if let Some(view) = self.shown.get_mut(known) {
                page::place(&view.root, at);
                at += 1;
                news.push_str(&view.update(message));
            }
        }
        page::show("suggestions", at == 0);
        if !transcript.agent.is_empty() {
            page::set_text(&page::by_id("agent"), &transcript.agent);
        }
        let status = match transcript.status {
            _ if self.is_lost => "lost",
            Status::Open => "bot",
            Status::Waiting => "waiting",
            Status::WithAgent => "agent",
            Status::Resolved => "resolved",
        };
        page::by_id("panel").set("data-status", status);
        let has_news = is_news && !news.is_empty();
        if has_news {
            page::set_text(&page::by_id("spoken"), &news);
            if !self.is_open {
                page::post("unread");
            }
        }
        if was_at_end {
            page::to_end();
        } else if has_news {
            page::show("pill", true);
        }
    }
}
