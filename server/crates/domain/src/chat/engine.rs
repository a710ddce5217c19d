//! The engine's own state in a process, and the tasks that run beside the turns.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatsphere_contract::ids::ConversationId;
use chatsphere_db::journal::{CHANNEL, WriterLease};
use chatsphere_db::{Db, Notification};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::hub::Hub;
use super::journal::Journal;
use super::last_questions::LastQuestions;
use super::sweep;
use super::topic_vectors::TopicVectors;
use super::writer::Writer;
use crate::platform::Platform;

/// How long a lease holds without being renewed. With the sweep it bounds how long an answer can hang
/// after its process died.
pub const LEASE: Duration = Duration::from_secs(8);

/// How often leases are renewed.
const RENEW: Duration = Duration::from_millis(2_500);

/// How often abandoned conversations are looked for.
const SWEEP: Duration = Duration::from_secs(1);

/// Messages thought about before they are stored, at the same time. What is thought about a repeated message
/// is lost, so that somebody who repeats one gains no more than this.
const AHEAD: usize = 16;

/// What the conversations of one process share.
#[derive(Debug)]
pub struct Engine {
    process: Uuid,
    hub: Arc<Hub>,
    journal: Journal,
    written: Mutex<HashSet<ConversationId>>,
    turns: TaskTracker,
    ahead: Arc<Semaphore>,
    last_questions: LastQuestions,
    topic_vectors: TopicVectors,
}

impl Engine {
    /// An engine under a process id of its own. Must be made inside a tokio runtime.
    pub fn new(db: &Db, process: Uuid) -> Self {
        let hub = Arc::new(Hub::default());
        let journal = Journal::start(db.clone(), Arc::clone(&hub));
        Self {
            process,
            hub,
            journal,
            written: Mutex::default(),
            turns: TaskTracker::new(),
            ahead: Arc::new(Semaphore::new(AHEAD)),
            last_questions: LastQuestions::default(),
            topic_vectors: TopicVectors::default(),
        }
    }

    /// Names this process among all that share the database.
    pub fn process(&self) -> Uuid {
        self.process
    }

    /// The feeds of this process.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// A writer for a lease that was just taken and committed; `base` is the number where it began.
    pub fn writer(&self, lease: WriterLease, base: i64) -> Writer {
        let feed = self.hub.feed(lease.conversation);
        feed.own(base);
        self.written().insert(lease.conversation);
        Writer::new(lease, feed, self.journal.clone())
    }

    /// Forgets a lease that was given back or lost.
    pub fn forget(&self, conversation: ConversationId) {
        self.written().remove(&conversation);
        if let Some(feed) = self.hub.existing(conversation) {
            feed.disown();
        }
    }

    /// Leave to think about a message before it is stored, unless many are thought about.
    pub(super) fn permit_to_think_ahead(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.ahead).try_acquire_owned().ok()
    }

    /// Vectors of what was asked last.
    pub(super) fn last_questions(&self) -> &LastQuestions {
        &self.last_questions
    }

    /// Vectors of what bots must not talk about.
    pub(super) fn topic_vectors(&self) -> &TopicVectors {
        &self.topic_vectors
    }

    /// Runs a turn beside everything else.
    pub fn spawn(&self, turn: impl Future<Output = ()> + Send + 'static) {
        self.turns.spawn(turn);
    }

    /// Waits for the running turns to end, but not longer than `grace`. New ones are not accepted.
    pub async fn drain(&self, grace: Duration) {
        self.turns.close();
        let _ = tokio::time::timeout(grace, self.turns.wait()).await;
        self.journal.flush().await;
    }

    /// Whether the engine has begun to stop.
    pub fn is_draining(&self) -> bool {
        self.turns.is_closed()
    }

    fn written(&self) -> MutexGuard<'_, HashSet<ConversationId>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts what keeps conversations alive in this process: hearing other processes, renewing leases,
/// ending what a dead process left. Runs until `stop`.
pub fn start(platform: &Arc<Platform>, stop: &CancellationToken) {
    tokio::spawn(stop.clone().run_until_cancelled_owned(hear_others(Arc::clone(platform))));
    tokio::spawn(stop.clone().run_until_cancelled_owned(renew_leases(Arc::clone(platform))));
    tokio::spawn(stop.clone().run_until_cancelled_owned(sweep_abandoned(Arc::clone(platform))));
}

async fn hear_others(platform: Arc<Platform>) {
    loop {
        match platform.db.listen(&[CHANNEL]).await {
            Ok(mut listener) => {
                platform.engine.hub.poke_all();
                while let Ok(heard) = listener.next().await {
                    match heard {
                        Some(notification) => on_notification(&platform.engine, &notification),
                        None => platform.engine.hub.poke_all(),
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "cannot listen for conversation events yet"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Wakes the readers of a conversation that another process wrote to.
fn on_notification(engine: &Engine, notification: &Notification) {
    let Some((conversation, process)) = notification.payload.split_once(':') else { return };
    if Uuid::parse_str(process).is_ok_and(|process| process == engine.process) {
        return;
    }
    let Ok(conversation) = Uuid::parse_str(conversation) else { return };
    if let Some(feed) = engine.hub.existing(ConversationId(conversation)) {
        feed.poke();
    }
}

async fn renew_leases(platform: Arc<Platform>) {
    loop {
        tokio::time::sleep(RENEW).await;
        let written: Vec<_> = platform.engine.written().iter().copied().collect();
        if written.is_empty() {
            continue;
        }
        if let Err(error) = sweep::renew(&platform, &written).await {
            tracing::warn!(%error, leases = written.len(), "leases not renewed");
        }
    }
}

async fn sweep_abandoned(platform: Arc<Platform>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(error) = sweep::take_over_abandoned(&platform).await {
            tracing::warn!(%error, "abandoned conversations not swept");
        }
    }
}
