//! The conversation of the playground, built from its events. Pure.

use chatsphere_contract::conversations::{Citation, MessageRole};
use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::ids::MessageId;

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has come yet.
    Thinking,
    /// Words are coming.
    Writing,
    /// Whole.
    Done,
    /// Broke off.
    Failed,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The sender's id of the question; sent again to try again.
    pub client_id: String,
    /// The question.
    pub question: String,
    /// The answer's id, once it exists.
    pub message: Option<MessageId>,
    /// The answer so far.
    pub text: String,
    /// How far it is.
    pub stage: Stage,
    /// Sources.
    pub citations: Vec<Citation>,
    /// 0 to 1.
    pub confidence: Option<f32>,
    /// Whether the documents answered.
    pub answered: bool,
    /// Why it broke off.
    pub failure: Option<String>,
}

/// The conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Talk {
    /// Its id, once something was asked.
    pub conversation: Option<String>,
    /// Oldest first.
    pub exchanges: Vec<Exchange>,
    /// The last event's number.
    pub last_seq: i64,
}

impl Talk {
    /// A question is on its way.
    pub fn ask(&mut self, client_id: String, question: String) {
        self.exchanges.push(Exchange {
            client_id,
            question,
            message: None,
            text: String::new(),
            stage: Stage::Thinking,
            citations: Vec::new(),
            confidence: None,
            answered: true,
            failure: None,
        });
    }

    /// The same question again, after its answer broke off.
    pub fn ask_again(&mut self, client_id: &str) -> Option<String> {
        let exchange = self.exchanges.iter_mut().find(|exchange| exchange.client_id == client_id)?;
        exchange.stage = Stage::Thinking;
        exchange.failure = None;
        exchange.message = None;
        exchange.text.clear();
        Some(exchange.question.clone())
    }

    /// Whether an answer is under way.
    pub fn is_busy(&self) -> bool {
        self.exchanges.iter().any(|exchange| matches!(exchange.stage, Stage::Thinking | Stage::Writing))
    }

    /// Takes an event in. One that was seen already changes nothing.
    pub fn apply(&mut self, seq: i64, event: ConversationEvent) {
        if seq <= self.last_seq {
            return;
        }
        self.last_seq = seq;
        match event {
            ConversationEvent::MessageCreated { message } if message.role == MessageRole::Assistant => {
                if let Some(exchange) = self.exchanges.last_mut() {
                    exchange.message = Some(message.id);
                    exchange.text.clear();
                    exchange.stage = Stage::Thinking;
                }
            }
            ConversationEvent::MessageDelta { message_id, text } => {
                if let Some(exchange) = self.of(message_id) {
                    exchange.stage = Stage::Writing;
                    exchange.text.push_str(&text);
                }
            }
            ConversationEvent::MessageCompleted { message, .. } => {
                if let Some(exchange) = self.of(message.id) {
                    exchange.stage = Stage::Done;
                    exchange.text = message.text;
                    exchange.citations = message.citations;
                    exchange.confidence = Some(message.confidence);
                    exchange.answered = message.answered;
                }
            }
            ConversationEvent::MessageFailed { message_id, detail, .. } => {
                if let Some(exchange) = self.of(message_id) {
                    exchange.stage = Stage::Failed;
                    exchange.failure = Some(detail);
                }
            }
            ConversationEvent::MessageCreated { .. } | ConversationEvent::ConversationUpdated { .. } => {}
        }
    }

    /// The answer under way did not come through.
    pub fn break_off(&mut self, client_id: &str, why: String) {
        if let Some(exchange) = self.exchanges.iter_mut().find(|exchange| exchange.client_id == client_id) {
            exchange.stage = Stage::Failed;
            exchange.failure = Some(why);
        }
    }

    fn of(&mut self, message: MessageId) -> Option<&mut Exchange> {
        self.exchanges.iter_mut().find(|exchange| exchange.message == Some(message))
    }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::events::SequencedEvent;

    use super::*;

    fn event(seq: i64, json: &str) -> (i64, ConversationEvent) {
        let text = format!("{{\"seq\":{seq},{json}}}");
        let event: SequencedEvent = serde_json::from_str(&text).expect("an event");
        (event.seq, event.event)
    }

    #[test]
    fn a_turn_is_followed_and_a_repeated_event_counts_once() {
        let id = "msg_00000000000000000000000001";
        let mut talk = Talk::default();
        talk.ask("c1".into(), "How?".into());
        assert!(talk.is_busy());
        let created = event(
            1,
            &format!(
                r#""event":"message.created","data":{{"message":{{"id":"{id}","role":"assistant","text":"","created_at":"2026-11-21T10:00:00Z"}}}}"#
            ),
        );
        let delta =
            event(2, &format!(r#""event":"message.delta","data":{{"message_id":"{id}","text":"So."}}"#));
        talk.apply(created.0, created.1);
        talk.apply(delta.0, delta.1.clone());
        talk.apply(delta.0, delta.1);
        assert_eq!(talk.exchanges.last().map(|e| (e.text.as_str(), e.stage)), Some(("So.", Stage::Writing)));
        let failed = event(
            5,
            &format!(
                r#""event":"message.failed","data":{{"message_id":"{id}","code":"interrupted","detail":"Broke off."}}"#
            ),
        );
        talk.apply(failed.0, failed.1);
        assert!(!talk.is_busy());
        assert_eq!(talk.ask_again("c1").as_deref(), Some("How?"));
        assert!(talk.is_busy());
    }
}
