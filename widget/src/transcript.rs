//! The conversation as the panel knows it, and how events and snapshots change it.
//!
//! Everything is replaced by message id and guarded by the event number, so that a stream that is read twice,
//! resumed in the middle or overtaken by a snapshot never shows a word doubly.

use alloc::string::String;
use alloc::vec::Vec;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    Visitor,
    /// The bot.
    Assistant,
    /// A person of the workspace.
    Agent,
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Ours, on its way.
    Sending,
    /// Ours, did not arrive; `sentence` says why.
    Unsent,
    /// The visitor's, its answer has not begun.
    Pending,
    /// Being written.
    Streaming,
    /// Final.
    Completed,
    /// The answer broke off; `sentence` says why.
    Failed,
}

/// A document behind a source number.
#[derive(Debug, PartialEq, Eq)]
pub struct Citation {
    /// The number.
    pub n: u32,
    /// Name of the document.
    pub title: String,
    /// Where the original can be read; empty if nowhere.
    pub url: String,
    /// The passage.
    pub snippet: String,
}

/// One message.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// Id; empty while it is only ours.
    pub id: String,
    /// The sender's own id; empty if it has none.
    pub client_id: String,
    /// The message it answers; empty if none.
    pub reply_to: String,
    /// Author.
    pub role: Role,
    /// Text.
    pub text: String,
    /// State.
    pub state: State,
    /// Why it failed, or did not arrive.
    pub sentence: String,
    /// False when the documents did not answer.
    pub answered: bool,
    /// Sources.
    pub citations: Vec<Citation>,
    /// -1, 0 or 1.
    pub rating: i32,
    /// Another number each time it changes other than by growing.
    pub version: u32,
}

/// Where the conversation is between bot and people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// The bot answers.
    #[default]
    Open,
    /// A person was asked for.
    Waiting,
    /// A person answers.
    WithAgent,
    /// Ended.
    Resolved,
}

/// What an event says.
#[derive(Debug)]
pub enum Change {
    /// A message exists.
    Created(Message),
    /// More text of a message.
    Delta(String, String),
    /// An answer is final; only id, text, sources and `answered` count.
    Completed(Message),
    /// An answer broke off: message and sentence.
    Failed(String, String),
    /// The conversation changed hands: status and the person's name.
    Updated(Status, String),
}

/// The conversation.
#[derive(Debug)]
pub struct Transcript {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// State.
    pub status: Status,
    /// The person who answers; empty if none.
    pub agent: String,
    /// Number of the last event that is in here.
    pub last_seq: i64,
    versions: u32,
}

impl Transcript {
    /// What a snapshot says.
    pub fn new(messages: Vec<Message>, status: Status, agent: String, last_seq: i64) -> Self {
        Self { messages, status, agent, last_seq, versions: 0 }
    }

    /// One of which nothing is known.
    pub const fn empty() -> Self {
        Self { messages: Vec::new(), status: Status::Open, agent: String::new(), last_seq: 0, versions: 0 }
    }

    /// Forgets everything; what never reached the server may stay, to be sent again.
    pub fn forget(&mut self, keep_unsent: bool) {
        let versions = self.versions;
        let mut messages = core::mem::take(&mut self.messages);
        messages.retain(|message| keep_unsent && message.id.is_empty());
        *self = Self { messages, versions, ..Self::empty() };
    }

    /// Takes one event; one that is known already changes nothing.
    pub fn apply(&mut self, seq: i64, change: Change) {
        if seq <= self.last_seq {
            return;
        }
        self.last_seq = seq;
        match change {
            Change::Created(message) => self.insert(message),
            Change::Delta(id, text) => {
                if let Some(message) = self.find(&id) {
                    message.text.push_str(&text);
                    message.state = State::Streaming;
                }
            }
            Change::Completed(done) => {
                if let Some(message) = self.change(&done.id, State::Completed) {
                    message.text = done.text;
                    message.citations = done.citations;
                    message.answered = done.answered;
                } else {
                    self.insert(done);
                }
            }
            Change::Failed(id, sentence) => {
                if let Some(message) = self.change(&id, State::Failed) {
                    message.sentence = sentence;
                }
            }
            Change::Updated(status, agent) => {
                self.status = status;
                self.agent = agent;
            }
        }
    }

    /// Takes a snapshot; what never reached the server stays at the end, and what did not change keeps its
    /// version.
    pub fn replace(&mut self, mut snapshot: Transcript) {
        if snapshot.last_seq < self.last_seq {
            return;
        }
        snapshot.versions = self.versions;
        let mut unsent = Vec::new();
        for old in self.messages.drain(..) {
            let known = snapshot.messages.iter_mut().find(|new| is_same(&old, new));
            match known {
                Some(new) => {
                    let grows = new.state == State::Streaming && new.text.starts_with(&old.text);
                    if new.state == old.state && (grows || new.text == old.text) {
                        new.version = old.version;
                    }
                }
                None if old.id.is_empty() => unsent.push(old),
                None => {}
            }
        }
        for new in &mut snapshot.messages {
            if new.version == 0 {
                snapshot.versions += 1;
                new.version = snapshot.versions;
            }
        }
        snapshot.messages.append(&mut unsent);
        *self = snapshot;
    }

    /// Whether an answer is still to come or to end.
    pub fn is_unfinished(&self) -> bool {
        let bot_answers = self.status == Status::Open;
        self.messages.iter().any(|message| match message.state {
            State::Streaming => true,
            State::Pending => bot_answers,
            _ => false,
        })
    }

    /// Whether something may arrive that the visitor did not ask for.
    pub fn has_person(&self) -> bool {
        matches!(self.status, Status::Waiting | Status::WithAgent)
    }

    /// Puts our own message at the end.
    pub fn add_ours(&mut self, client_id: &str, text: &str) {
        self.insert(Message {
            id: String::new(),
            client_id: String::from(client_id),
            reply_to: String::new(),
            role: Role::Visitor,
            text: String::from(text),
            state: State::Sending,
            sentence: String::new(),
            answered: true,
            citations: Vec::new(),
            rating: 0,
            version: 0,
        });
    }

    /// The client id of the visitor's message that is behind a message: itself, or the one it answers.
    pub fn source_of(&self, id: &str) -> Option<String> {
        let message = self.messages.iter().find(|message| is_named(message, id))?;
        let wanted = if message.reply_to.is_empty() { id } else { &message.reply_to };
        let asked =
            self.messages.iter().find(|asked| asked.role == Role::Visitor && is_named(asked, wanted))?;
        Some(asked.client_id.clone())
    }

    /// Our message is on its way, or did not arrive. The server echoes what it took, and that counts more.
    pub fn set_ours(&mut self, client_id: &str, state: State, sentence: String) {
        if let Some(message) = self.change(client_id, state) {
            message.sentence = sentence;
        }
    }

    /// The server took our message: the bot will answer it, also where the conversation had ended.
    pub fn accept(&mut self, client_id: &str) {
        if self.find(client_id).is_some_and(|message| message.state == State::Sending) {
            self.change(client_id, State::Pending);
        }
        if self.status == Status::Resolved {
            self.status = Status::Open;
        }
    }

    /// The message with that id or client id.
    pub fn find(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| is_named(message, id))
    }

    fn change(&mut self, id: &str, state: State) -> Option<&mut Message> {
        self.versions += 1;
        let version = self.versions;
        let message = self.find(id)?;
        message.state = state;
        message.version = version;
        Some(message)
    }

    fn insert(&mut self, mut message: Message) {
        self.versions += 1;
        message.version = self.versions;
        if message.role == Role::Assistant && !message.reply_to.is_empty() {
            // The answer has begun, or begins anew after a failure.
            self.messages.retain(|old| old.id == message.id || old.reply_to != message.reply_to);
            if let Some(asked) = self.find(&message.reply_to) {
                asked.state = State::Completed;
            }
        }
        match self.messages.iter_mut().find(|old| is_same(old, &message)) {
            Some(old) => {
                // Our own text looks the same after its echo.
                if old.role == Role::Visitor && old.state != State::Unsent {
                    message.version = old.version;
                }
                *old = message;
            }
            None => self.messages.push(message),
        }
    }
}

fn is_named(message: &Message, id: &str) -> bool {
    !id.is_empty() && (message.id == id || message.client_id == id)
}

fn is_same(old: &Message, new: &Message) -> bool {
    is_named(old, &new.id) || is_named(old, &new.client_id)
}

#[cfg(test)]
#[path = "transcript_tests.rs"]
mod tests;
