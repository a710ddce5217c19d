//! The deadlines of one answer.

use std::time::Duration;

use tokio::time::Instant;

/// How long to wait for the cost after the text has ended.
const USAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long each stage of an answer may take. The time to connect is the HTTP client's to limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatTimeouts {
    /// From sending the request to the first sign of life of the model.
    pub first_token: Duration,
    /// From one sign of life to the next. Bytes that are no event are none.
    pub idle: Duration,
    /// The whole answer.
    pub total: Duration,
}

impl Default for ChatTimeouts {
    fn default() -> Self {
        Self {
            first_token: Duration::from_secs(20),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(120),
        }
    }
}

/// The deadlines of one answer under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    total: Instant,
    first_token: Instant,
    idle: Duration,
    last_sign: Option<Instant>,
    finished: Option<Instant>,
}

impl Clock {
    pub(super) fn start(timeouts: ChatTimeouts) -> Self {
        let now = Instant::now();
        Self {
            total: now + timeouts.total,
            first_token: now + timeouts.first_token,
            idle: timeouts.idle,
            last_sign: None,
            finished: None,
        }
    }

    /// The endpoint has said something.
    pub(super) fn sign_of_life(&mut self) {
        self.last_sign = Some(Instant::now());
    }

    /// The endpoint has said why the answer ended; what may follow is its cost.
    pub(super) fn finish(&mut self) {
        self.finished.get_or_insert_with(Instant::now);
    }

    /// Until when to wait now, and what for.
    pub(super) fn deadline(self) -> (Instant, &'static str) {
        let (stage, what) = match (self.finished, self.last_sign) {
            (Some(finished), _) => (finished + USAGE_TIMEOUT, "after the answer"),
            (None, None) => (self.first_token, "before the first word"),
            (None, Some(sign)) => (sign + self.idle, "between two words"),
        };
        if self.total < stage { (self.total, "for the whole answer") } else { (stage, what) }
    }
}
