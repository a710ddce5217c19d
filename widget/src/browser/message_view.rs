//! One message in the transcript, drawn again only where it changed.

use alloc::string::String;

use super::page::{Node, child, count, digits, find, keep, new_message, set_text};
use super::render::{render, source_button};
use crate::markdown::{cut, parse, parse_growing, spoken, without_half_source};
use crate::transcript::{Message, Role, State};

/// A message and what of it is on the screen.
pub struct MessageView {
    /// In the transcript.
    pub root: Node,
    /// The message's id, or the client id while it has none.
    pub key: String,
    version: u32,
    drawn_bytes: usize,
    /// Bytes of a growing text that are drawn for good, and the number of their nodes.
    covered: usize,
    settled: u32,
}

impl MessageView {
    /// An empty one, with its author.
    pub fn new(message: &Message, author: &str) -> Self {
        let pattern = match message.role {
            Role::Visitor => "visitor",
            Role::Assistant => "bot",
            Role::Agent => "agent",
        };
        let root = new_message(pattern, author);
        Self { root, key: String::new(), version: 0, drawn_bytes: 0, covered: 0, settled: 0 }
    }

    /// Whether it shows this message.
    pub fn is_of(&self, message: &Message) -> bool {
        self.key == message.id || self.key == message.client_id
    }

    /// Draws the message as it is now. What is to be said aloud: a finished answer, a failure, or nothing.
    pub fn update(&mut self, message: &Message) -> String {
        let key = if message.id.is_empty() { &message.client_id } else { &message.id };
        if self.key != *key {
            self.key.clone_from(key);
            self.root.set("data-id", key);
        }
        let is_other = self.version != message.version;
        if !is_other && self.drawn_bytes == message.text.len() {
            return String::new();
        }
        let restarts = is_other || message.text.len() < self.drawn_bytes;
        self.version = message.version;
        self.drawn_bytes = message.text.len();
        let state = match message.state {
            State::Streaming => "growing",
            State::Unsent | State::Failed => "failed",
            _ if message.answered => "final",
            _ => "unanswered",
        };
        self.root.set("data-state", state);
        set_text(&find(&self.root, ".why"), &message.sentence);
        let body = find(&self.root, ".body");
        if restarts {
            self.covered = 0;
            self.settled = 0;
        }
        keep(&body, self.settled);
        if message.role == Role::Visitor {
            set_text(&body, &message.text);
        } else if matches!(message.state, State::Streaming | State::Failed) {
            self.draw_growing(&body, message);
        } else {
            let pieces = parse(&message.text);
            render(&body, &pieces, Some(&message.citations));
            self.draw_sources(message);
            self.draw_rating(message.rating);
            return spoken(&pieces);
        }
        message.sentence.clone()
    }

    /// Keeps the nodes of settled blocks, so that what is being read or selected stays.
    fn draw_growing(&mut self, body: &Node, message: &Message) {
        let text = cut(&message.text, self.covered, message.text.len());
        let growing = parse_growing(without_half_source(text));
        render(body, &growing.settled, None);
        self.covered += growing.covered;
        self.settled = count(body);
        render(body, &growing.rest, None);
    }

    fn draw_sources(&self, message: &Message) {
        let list = find(&self.root, ".sources");
        keep(&list, 0);
        for citation in &message.citations {
            let number = digits(citation.n);
            let item = source_button(&child(&list, "li", ""), "button", "", &number);
            set_text(&child(&item, "span", "chip"), &number);
            let title = child(&item, "span", "title");
            title.set("dir", "auto");
            set_text(&title, &citation.title);
        }
    }

    /// Presses the thumb of the rating.
    pub fn draw_rating(&self, rating: i32) {
        for (selector, value) in [("[data-do='1']", 1), ("[data-do='-1']", -1)] {
            find(&self.root, selector).set("aria-pressed", if rating == value { "true" } else { "false" });
        }
    }
}
