//! A chat model that says what a test tells it to, when it tells it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatsphere_ai::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatStream};
use futures::{Stream, StreamExt, stream};

/// One thing that the model does.
#[derive(Debug, Clone)]
pub enum Step {
    /// Writes a piece of text.
    Text(String),
    /// Pauses.
    Wait(Duration),
    /// Says what the answer cost.
    Usage(u32, u32),
    /// Fails, which ends the answer.
    Fail(ChatError),
    /// Never does anything again, until the stream is dropped.
    Hang,
}

impl Step {
    /// Writes a piece of text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// See the module. Each question takes the next script; when none is left, the model gives a fixed answer.
#[derive(Debug, Default)]
pub struct ScriptedModel {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    scripts: VecDeque<Vec<Step>>,
    asked: Vec<ChatRequest>,
}

impl ScriptedModel {
    /// A model without a script.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// What it does on the next question that has no script yet.
    pub fn next(&self, steps: impl IntoIterator<Item = Step>) {
        locked(&self.state).scripts.push_back(steps.into_iter().collect());
    }

    /// What it was asked so far, oldest first.
    pub fn asked(&self) -> Vec<ChatRequest> {
        locked(&self.state).asked.clone()
    }
}

impl ChatModel for ScriptedModel {
    fn name(&self) -> &str {
        "scripted"
    }

    fn stream(&self, request: ChatRequest) -> ChatStream {
        let state = Arc::clone(&self.state);
        let steps = stream::once(async move {
            let mut state = locked(&state);
            state.asked.push(request);
            let steps = state.scripts.pop_front();
            steps.unwrap_or_else(|| vec![Step::text("This is a scripted answer [1].")])
        });
        Box::pin(steps.flat_map(|steps| Box::pin(play(steps))))
    }
}

/// Takes the steps one after the other.
fn play(steps: Vec<Step>) -> impl Stream<Item = Result<ChatDelta, ChatError>> + Send {
    stream::unfold(VecDeque::from(steps), |mut steps| async move {
        loop {
            let delta = match steps.pop_front()? {
                Step::Text(text) => Ok(ChatDelta::Text(text)),
                Step::Usage(input_tokens, output_tokens) => {
                    Ok(ChatDelta::Usage { input_tokens, output_tokens, cached_input_tokens: 0 })
                }
                Step::Wait(pause) => {
                    tokio::time::sleep(pause).await;
                    continue;
                }
                Step::Fail(error) => {
                    steps.clear();
                    Err(error)
                }
                Step::Hang => std::future::pending().await,
            };
            return Some((delta, steps));
        }
    })
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
