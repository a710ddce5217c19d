//! One question on its way: sent, followed, and taken up again where the connection was lost.

use std::time::Duration;

use chatsphere_contract::behaviour::BehaviourSource;
use chatsphere_contract::events::ConversationEvent;
use chatsphere_contract::widget::PostMessage;
use leptos::prelude::*;
use leptos::web_sys;
use serde_json::{Value, json};

use super::model::Talk;
use super::server_fns::start_conversation;
use crate::browser;
use crate::browser::sse::SseEvent;
use crate::browser::stream;
use crate::error::AppError;

/// How often a lost stream is taken up again before the answer counts as lost.
const RESUMES: u32 = 5;

/// One question on its way to its answer.
pub struct Turn {
    /// The bot.
    pub bot: String,
    /// Which of its behaviours a new conversation is held with.
    pub behaviour: BehaviourSource,
    /// The sender's id of the question.
    pub client_id: String,
    /// The conversation that the events go into.
    pub talk: RwSignal<Talk>,
    /// Becomes the answer, once it is whole.
    pub chosen: RwSignal<Option<String>>,
}

impl Turn {
    /// Sends the question and takes its events in until the answer is whole or has broken off.
    pub async fn run(&self, text: String, signal: &web_sys::AbortSignal) -> Result<(), AppError> {
        let conversation = self.conversation().await?;
        let url = format!("/api/v1/conversations/{conversation}/messages");
        let message = PostMessage { client_id: self.client_id.clone(), text };
        let body = json!(message).to_string();
        let mut outcome = stream::post_for_events(&url, &body, signal, |event| self.take(&event)).await;
        let mut resumes = 0;
        // The turn goes on without us: take its events up where they were lost.
        while self.is_waiting() && matches!(outcome, Ok(()) | Err(AppError::Unreachable)) && !signal.aborted()
        {
            if resumes == RESUMES {
                return Err(AppError::Unreachable);
            }
            resumes += 1;
            browser::wait(Duration::from_secs(1)).await;
            let after = self.talk.with_untracked(|talk| talk.last_seq);
            let url = format!("/api/v1/conversations/{conversation}/events?after={after}");
            let waiting = || self.is_waiting();
            outcome = stream::get_events(&url, signal, |event| self.take(&event), waiting).await;
        }
        outcome
    }

    async fn conversation(&self) -> Result<String, AppError> {
        if let Some(conversation) = self.talk.with_untracked(|talk| talk.conversation.clone()) {
            return Ok(conversation);
        }
        let conversation = start_conversation(self.bot.clone(), self.behaviour).await?;
        self.talk.update_untracked(|talk| talk.conversation = Some(conversation.clone()));
        Ok(conversation)
    }

    fn is_waiting(&self) -> bool {
        self.talk.with_untracked(Talk::is_busy)
    }

    fn take(&self, event: &SseEvent) {
        let Some((seq, event)) = read(event) else { return };
        let finished = match &event {
            ConversationEvent::MessageCompleted { message, .. } => Some(message.id.to_string()),
            _ => None,
        };
        self.talk.update(|talk| talk.apply(seq, event));
        if finished.is_some() {
            self.chosen.set(finished);
        }
    }
}

/// An event of the stream; one of a kind that this page does not know is skipped.
fn read(event: &SseEvent) -> Option<(i64, ConversationEvent)> {
    let seq = event.id.parse().ok()?;
    let data: Value = serde_json::from_str(&event.data).ok()?;
    let event = serde_json::from_value(json!({ "event": event.name, "data": data })).ok()?;
    Some((seq, event))
}
