//! Reading a conversation: every event after a number, once, in order, then live.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::conversations::MessageRole;
use chatsphere_contract::events::{ConversationEvent, SequencedEvent};
use chatsphere_contract::ids::MessageId;
use chatsphere_db::journal;
use futures::Stream;
use tokio::sync::watch;

use super::hub::{Feed, Next};
use super::{ConversationError, Posted, Scope};
use crate::platform::Platform;

/// Journal rows read at a time.
const ROWS: u32 = 256;

/// How long a reader trusts that it is told of news before it looks by itself.
const LOOK: Duration = Duration::from_secs(20);

/// A place in a conversation.
#[derive(Debug)]
pub struct Reader {
    platform: Arc<Platform>,
    scope: Scope,
    feed: Arc<Feed>,
    changed: watch::Receiver<u64>,
    seq: i64,
    buffer: VecDeque<Arc<SequencedEvent>>,
}

impl Reader {
    /// A reader that has everything up to `after`.
    pub fn new(platform: &Arc<Platform>, scope: Scope, after: i64) -> Self {
        let feed = platform.engine.hub().feed(scope.conversation);
        let changed = feed.subscribe();
        Self { platform: Arc::clone(platform), scope, feed, changed, seq: after, buffer: VecDeque::new() }
    }

    /// The next event; waits for it.
    pub async fn next(&mut self) -> Result<Arc<SequencedEvent>, ConversationError> {
        loop {
            if let Some(event) = self.buffer.pop_front() {
                self.seq = event.seq;
                return Ok(event);
            }
            // Before looking: what changes from here on wakes us.
            self.changed.borrow_and_update();
            match self.feed.after(self.seq) {
                Next::Events(events) => self.buffer.extend(events),
                Next::Nothing => self.wait().await,
                Next::Journal(complete_up_to) => {
                    if self.read_journal().await? {
                        continue;
                    }
                    match complete_up_to {
                        Some(seq) if seq > self.seq => self.seq = seq,
                        _ => self.wait().await,
                    }
                }
            }
        }
    }

    /// Fills the buffer from the journal; false when it has nothing after our place.
    async fn read_journal(&mut self) -> Result<bool, ConversationError> {
        let tx = self.platform.db.tenant(self.scope.tenant).await?;
        let events = journal::read(&tx, self.scope.conversation, self.seq, ROWS).await?;
        tx.commit().await?;
        self.buffer.extend(events.into_iter().map(Arc::new));
        Ok(!self.buffer.is_empty())
    }

    async fn wait(&mut self) {
        let _ = tokio::time::timeout(LOOK, self.changed.changed()).await;
    }
}

/// Every event after `after`, then live, without end. A failing database ends the stream: the client
/// comes back with its last number.
pub fn events(
    platform: &Arc<Platform>,
    scope: Scope,
    after: i64,
) -> impl Stream<Item = Arc<SequencedEvent>> + Send + use<> {
    futures::stream::unfold(Reader::new(platform, scope, after), |mut reader| async move {
        match reader.next().await {
            Ok(event) => Some((event, reader)),
            Err(error) => {
                tracing::warn!(%error, "event stream ended early");
                None
            }
        }
    })
}

/// The events of one message's turn, to its end.
pub fn turn_events(
    platform: &Arc<Platform>,
    scope: Scope,
    posted: Posted,
) -> impl Stream<Item = Arc<SequencedEvent>> + Send + use<> {
    let turn = Some((Reader::new(platform, scope, posted.after), Turn { posted, answer: None }));
    futures::stream::unfold(turn, |turn| async move {
        let (mut reader, mut turn) = turn?;
        loop {
            let event = match reader.next().await {
                Ok(event) => event,
                Err(error) => {
                    tracing::warn!(%error, "turn stream ended early");
                    return None;
                }
            };
            match turn.take(&event.event) {
                Taken::Other => {}
                Taken::Part => return Some((event, Some((reader, turn)))),
                Taken::End => return Some((event, None)),
            }
        }
    })
}

/// Tells a turn's events from the others of its conversation.
#[derive(Debug)]
struct Turn {
    posted: Posted,
    answer: Option<MessageId>,
}

#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Other,
    Part,
    End,
}

impl Turn {
    fn take(&mut self, event: &ConversationEvent) -> Taken {
        let is_answer = event.message_id().is_some() && event.message_id() == self.answer;
        match event {
            ConversationEvent::MessageCreated { message } if message.id == self.posted.message_id => {
                if self.posted.expects_answer { Taken::Part } else { Taken::End }
            }
            ConversationEvent::MessageCreated { message }
                if message.role == MessageRole::Assistant
                    && message.reply_to == Some(self.posted.message_id) =>
            {
                self.answer = Some(message.id);
                Taken::Part
            }
            ConversationEvent::MessageDelta { .. } if is_answer => Taken::Part,
            ConversationEvent::MessageCompleted { .. } | ConversationEvent::MessageFailed { .. }
                if is_answer =>
            {
                Taken::End
            }
            _ => Taken::Other,
        }
    }
}
