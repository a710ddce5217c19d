//! The one writer of a conversation: numbers events, shows them, and enters them into the journal.

use std::sync::Arc;

use chatsphere_contract::events::{ConversationEvent, SequencedEvent};
use chatsphere_db::journal::{JournalRow, WriterLease, reserve};
use chatsphere_db::{Db, DbError};

use super::hub::Feed;
use super::journal::Journal;

/// Holds a conversation's lease.
#[derive(Debug)]
pub struct Writer {
    lease: WriterLease,
    feed: Arc<Feed>,
    journal: Journal,
}

impl Writer {
    /// A writer that goes on after `lease.last_seq`. The feed must already be owned from the number where
    /// the lease began.
    pub fn new(lease: WriterLease, feed: Arc<Feed>, journal: Journal) -> Self {
        Self { lease, feed, journal }
    }

    /// The lease, as far as it is used up.
    pub fn lease(&self) -> &WriterLease {
        &self.lease
    }

    /// Goes on after numbers that were used and stored under this lease by the caller.
    pub fn advance(&mut self, lease: WriterLease) {
        self.lease = lease;
    }

    /// Shows an event now and has it stored with the next batch. False when the lease is lost.
    pub async fn emit(&mut self, db: &Db, event: ConversationEvent) -> Result<bool, DbError> {
        if !self.reserve(db).await? {
            return Ok(false);
        }
        let event = Arc::new(number(&mut self.lease, event));
        self.feed.publish(Arc::clone(&event));
        self.journal.enter(self.lease, event);
        Ok(true)
    }

    /// Numbers an event that is stored together with the change it tells of; show it with
    /// [`Self::show_stored`] once that is committed. False when the lease is lost.
    pub async fn prepare(
        &mut self,
        db: &Db,
        event: ConversationEvent,
    ) -> Result<Option<JournalRow>, DbError> {
        if !self.reserve(db).await? {
            return Ok(None);
        }
        let event = number(&mut self.lease, event);
        Ok(Some(JournalRow { lease: self.lease, events: vec![event] }))
    }

    /// Shows events that are already stored.
    pub fn show_stored(&self, row: JournalRow) {
        for event in row.events {
            self.feed.mark_durable(event.seq);
            self.feed.publish(Arc::new(event));
        }
    }

    /// Returns once everything emitted is stored.
    pub async fn flush(&self) {
        self.journal.flush().await;
    }

    async fn reserve(&mut self, db: &Db) -> Result<bool, DbError> {
        if self.lease.last_seq < self.lease.reserved_seq {
            return Ok(true);
        }
        let tx = db.tenant(self.lease.tenant).await?;
        let Some(reserved_seq) = reserve(&tx, &self.lease).await? else { return Ok(false) };
        tx.commit().await?;
        self.lease.reserved_seq = reserved_seq;
        Ok(true)
    }
}

/// Gives an event the next number of a lease.
pub fn number(lease: &mut WriterLease, event: ConversationEvent) -> SequencedEvent {
    lease.last_seq += 1;
    SequencedEvent { seq: lease.last_seq, event }
}
