//! Group commit: the events of all conversations that this process writes reach the journal together, a
//! few tens of milliseconds after they were shown.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::events::SequencedEvent;
use chatsphere_contract::ids::ConversationId;
use chatsphere_db::journal::{JournalRow, WriterLease, append_batch};
use chatsphere_db::{Db, DbError};
use tokio::sync::{mpsc, oneshot};

use super::hub::Hub;

/// How long events gather before they are committed together.
const GATHER: Duration = Duration::from_millis(20);

/// Most events in one commit.
const BATCH: usize = 4_096;

/// Takes events to be stored.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::UnboundedSender<Entered>,
}

#[derive(Debug)]
enum Entered {
    Event(WriterLease, Arc<SequencedEvent>),
    /// Answered once everything entered before is stored.
    Flush(oneshot::Sender<()>),
}

impl Journal {
    /// A journal, and the task that stores what is entered; it ends when the last handle is dropped.
    pub fn start(db: Db, hub: Arc<Hub>) -> Self {
        let (queue, entered) = mpsc::unbounded_channel();
        tokio::spawn(store(db, hub, entered));
        Self { queue }
    }

    /// Enters an event that has been shown.
    pub fn enter(&self, lease: WriterLease, event: Arc<SequencedEvent>) {
        let _ = self.queue.send(Entered::Event(lease, event));
    }

    /// Returns once everything entered so far is stored.
    pub async fn flush(&self) {
        let (stored, wait) = oneshot::channel();
        if self.queue.send(Entered::Flush(stored)).is_ok() {
            let _ = wait.await;
        }
    }
}

async fn store(db: Db, hub: Arc<Hub>, mut entered: mpsc::UnboundedReceiver<Entered>) {
    while let Some(first) = entered.recv().await {
        let mut batch = Batch::default();
        batch.add(first);
        let deadline = tokio::time::Instant::now() + GATHER;
        while batch.waiting.is_empty() && batch.events < BATCH {
            match tokio::time::timeout_at(deadline, entered.recv()).await {
                Ok(Some(next)) => batch.add(next),
                Ok(None) | Err(_) => break,
            }
        }
        batch.commit(&db, &hub).await;
    }
}

#[derive(Default)]
struct Batch {
    rows: Vec<JournalRow>,
    place: HashMap<(ConversationId, i64), usize>,
    waiting: Vec<oneshot::Sender<()>>,
    events: usize,
}

impl Batch {
    fn add(&mut self, entered: Entered) {
        match entered {
            Entered::Flush(stored) => self.waiting.push(stored),
            Entered::Event(lease, event) => {
                self.events += 1;
                match self.place.entry((lease.conversation, lease.epoch)) {
                    Entry::Occupied(at) => {
                        if let Some(row) = self.rows.get_mut(*at.get()) {
                            row.events.push(event.as_ref().clone());
                        }
                    }
                    Entry::Vacant(at) => {
                        at.insert(self.rows.len());
                        self.rows.push(JournalRow { lease, events: vec![event.as_ref().clone()] });
                    }
                }
            }
        }
    }

    /// Stores the batch, waiting for the database to come back for as long as leases could still hold.
    async fn commit(self, db: &Db, hub: &Hub) {
        for attempt in 0..8_u32 {
            match self.try_commit(db).await {
                Ok(()) => {
                    self.mark_durable(hub);
                    break;
                }
                Err(error) => {
                    tracing::warn!(%error, attempt, events = self.events, "journal batch not stored yet");
                    tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                }
            }
        }
        for waiting in self.waiting {
            let _ = waiting.send(());
        }
    }

    async fn try_commit(&self, db: &Db) -> Result<(), DbError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let tx = db.system().await?;
        append_batch(&tx, &self.rows).await?;
        tx.commit().await
    }

    fn mark_durable(&self, hub: &Hub) {
        for row in &self.rows {
            if let (Some(last), Some(feed)) = (row.events.last(), hub.existing(row.lease.conversation)) {
                feed.mark_durable(last.seq);
            }
        }
    }
}
