//! Several models behind one: each is asked when the ones before it cannot answer, and goes on where they broke off.
//!
//! A failing endpoint is left alone for a while ([`Breaker`]). Where the last of them has failed too, what needs no network
//! answers: the built-in answerer, from the passages alone. `docs/adr/0009` says how a torn answer is mended.

mod ask;
mod breaker;
mod splice;

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};

use self::ask::Relay;
pub use self::breaker::{Breaker, Condition, Health};
use super::{ChatError, ChatModel, ChatRequest, ChatStream};

/// One model of a chain.
#[derive(Debug, Clone)]
pub struct Link {
    /// The model.
    pub model: Arc<dyn ChatModel>,
    /// The state of its endpoint, shared with everybody who asks the same one with the same key.
    pub breaker: Arc<Breaker>,
}

/// Models in the order in which they are asked.
#[derive(Debug, Clone)]
pub struct Chain {
    links: Arc<[Link]>,
    last_resort: Arc<dyn ChatModel>,
    patience: Patience,
}

/// How long a chain waits.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// Before the last model is asked again; by chance up to twice as long.
    pause: Duration,
    /// For the first word of an endpoint on trial: a visitor waits for the trial.
    trial: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { pause: Duration::from_millis(250), trial: Duration::from_secs(4) }
    }
}

/// A model that was asked and did not answer to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedAttempt {
    /// Its name.
    pub model: String,
    /// Why; absent where it was not asked, because its endpoint is left alone.
    pub error: Option<ChatError>,
    /// How long it took to fail.
    pub after: Duration,
    /// Whether text of it was shown.
    pub wrote: bool,
}

impl Chain {
    /// A chain of these, and what answers from the passages when none of them does.
    pub fn new(links: Vec<Link>, last_resort: Arc<dyn ChatModel>) -> Self {
        Self { links: links.into(), last_resort, patience: Patience::default() }
    }
}

impl ChatModel for Chain {
    /// The name of the first: who really answered is said in the stream.
    fn name(&self) -> &str {
        self.links.first().map_or_else(|| self.last_resort.name(), |link| link.model.name())
    }

    fn stream(&self, request: ChatRequest) -> ChatStream {
        if self.links.is_empty() {
            return self.last_resort.stream(request);
        }
        let pieces = stream::unfold(Relay::new(self, request), |mut relay| async move {
            let piece = relay.next().await?;
            Some((piece, relay))
        });
        pieces.boxed()
    }
}
