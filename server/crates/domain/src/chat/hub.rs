//! Who listens to which conversation in this process, and the events they are fed from memory.
//!
//! A [`Feed`] belongs to one conversation. While this process holds the conversation's lease, its writer
//! publishes every event here first and the journal stores it a moment later; readers take it from memory.
//! While another process writes, the feed only says that the journal has something new.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chatsphere_contract::events::SequencedEvent;
use chatsphere_contract::ids::ConversationId;
use tokio::sync::watch;

/// Events kept in memory per conversation once they are in the journal.
const KEPT: usize = 512;

/// All feeds of this process.
#[derive(Debug, Default)]
pub struct Hub {
    feeds: Mutex<HashMap<ConversationId, Weak<Feed>>>,
}

impl Hub {
    /// The feed of a conversation, made when there is none. It lives as long as somebody holds it.
    pub fn feed(&self, conversation: ConversationId) -> Arc<Feed> {
        let mut feeds = lock(&self.feeds);
        if let Some(feed) = feeds.get(&conversation).and_then(Weak::upgrade) {
            return feed;
        }
        if feeds.len() >= 64 && feeds.len().is_power_of_two() {
            feeds.retain(|_, feed| feed.strong_count() > 0);
        }
        let feed = Arc::new(Feed::new());
        feeds.insert(conversation, Arc::downgrade(&feed));
        feed
    }

    /// The feed of a conversation that somebody here listens to or writes.
    pub fn existing(&self, conversation: ConversationId) -> Option<Arc<Feed>> {
        lock(&self.feeds).get(&conversation).and_then(Weak::upgrade)
    }

    /// Sends every reader to the journal: announcements may have been missed.
    pub fn poke_all(&self) {
        let feeds: Vec<_> = lock(&self.feeds).values().filter_map(Weak::upgrade).collect();
        for feed in feeds {
            feed.poke();
        }
    }
}

/// The events of one conversation, as far as this process has them in memory.
#[derive(Debug)]
pub struct Feed {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    /// Whether this process holds the lease.
    owned: bool,
    /// `recent` has every event after this number, up to its last.
    complete_after: i64,
    recent: VecDeque<Arc<SequencedEvent>>,
    /// The last number known to be in the journal.
    durable: i64,
}

/// Where a reader finds what comes after its place.
#[derive(Debug)]
pub enum Next {
    /// Here.
    Events(Vec<Arc<SequencedEvent>>),
    /// Nothing yet; wait for a change.
    Nothing,
    /// In the journal. After a read that found everything, the place may be moved up to the number, where
    /// one is given: this process writes from there on, and nobody can add anything below it.
    Journal(Option<i64>),
}

impl Feed {
    fn new() -> Self {
        let state = State { owned: false, complete_after: i64::MAX, recent: VecDeque::new(), durable: 0 };
        Self { state: Mutex::new(state), changed: watch::Sender::new(0) }
    }

    /// This process writes from here on; everything up to `last_seq` is in the journal or will never be.
    pub fn own(&self, last_seq: i64) {
        let mut state = lock(&self.state);
        *state = State { owned: true, complete_after: last_seq, recent: VecDeque::new(), durable: last_seq };
        drop(state);
        self.wake();
    }

    /// This process no longer writes. What is in memory stays right until somebody else adds to it.
    pub fn disown(&self) {
        lock(&self.state).owned = false;
        self.wake();
    }

    /// Shows an event to the readers of this process.
    pub fn publish(&self, event: Arc<SequencedEvent>) {
        let mut state = lock(&self.state);
        state.recent.push_back(event);
        while state.recent.len() > KEPT
            && state.recent.front().is_some_and(|first| first.seq <= state.durable)
        {
            if let Some(dropped) = state.recent.pop_front() {
                state.complete_after = dropped.seq;
            }
        }
        drop(state);
        self.wake();
    }

    /// Notes that everything up to `seq` is in the journal.
    pub fn mark_durable(&self, seq: i64) {
        let mut state = lock(&self.state);
        state.durable = state.durable.max(seq);
    }

    /// Says that the journal may have something new from elsewhere.
    pub fn poke(&self) {
        if !lock(&self.state).owned {
            self.wake();
        }
    }

    /// Says when something may have changed.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What a reader that has everything up to `seq` does next.
    pub fn after(&self, seq: i64) -> Next {
        let state = lock(&self.state);
        if seq >= state.complete_after {
            let skip = state.recent.partition_point(|event| event.seq <= seq);
            if skip < state.recent.len() {
                return Next::Events(state.recent.iter().skip(skip).cloned().collect());
            }
            return if state.owned { Next::Nothing } else { Next::Journal(None) };
        }
        Next::Journal(state.owned.then_some(state.complete_after))
    }

    fn wake(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::conversations::ConversationStatus;
    use chatsphere_contract::events::ConversationEvent;

    use super::*;

    fn event(seq: i64) -> Arc<SequencedEvent> {
        let event = ConversationEvent::ConversationUpdated { status: ConversationStatus::Open, agent: None };
        Arc::new(SequencedEvent { seq, event })
    }

    fn numbers(next: Next) -> Vec<i64> {
        match next {
            Next::Events(events) => events.iter().map(|e| e.seq).collect(),
            other => panic!("expected events, found {other:?}"),
        }
    }

    #[test]
    fn a_reader_behind_the_writers_block_reads_the_journal_first_and_then_memory() {
        let feed = Feed::new();
        assert!(matches!(feed.after(0), Next::Journal(None)));
        feed.own(100);
        feed.publish(event(101));
        assert!(matches!(feed.after(7), Next::Journal(Some(100))));
        assert_eq!(numbers(feed.after(100)), [101]);
        assert!(matches!(feed.after(101), Next::Nothing));
        feed.disown();
        assert_eq!(numbers(feed.after(100)), [101]);
        assert!(matches!(feed.after(101), Next::Journal(None)));
    }

    #[test]
    fn only_stored_events_leave_memory() {
        let feed = Feed::new();
        feed.own(0);
        (1..=600).for_each(|seq| feed.publish(event(seq)));
        assert_eq!(numbers(feed.after(0)).len(), 600);
        feed.mark_durable(300);
        feed.publish(event(601));
        assert!(matches!(feed.after(0), Next::Journal(Some(_))));
        assert_eq!(numbers(feed.after(300)), (301..=601).collect::<Vec<_>>());
    }
}
