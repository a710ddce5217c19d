//! One site: what it permits, and how often it is asked.

use std::sync::Arc;
use std::time::Duration;

use chatsphere_domain::sources::web::Robots;
use tokio::time::Instant;

/// A site that takes longer to answer is asked less often: the pause is as long as so many answers.
const PAUSE_IN_ANSWERS: u32 = 2;
/// The longest pause that is not asked for.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// Requests in a row without any answer after which a site is taken to be down.
const STRIKES: u32 = 6;

/// One request at a time, and a pause after each.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) robots: Option<Arc<Robots>>,
    pub(super) is_busy: bool,
    pub(super) free_at: Instant,
    strikes: u32,
}

impl Default for Site {
    fn default() -> Self {
        Self { robots: None, is_busy: false, free_at: Instant::now(), strikes: 0 }
    }
}

impl Site {
    /// Whether it may be asked now.
    pub(super) fn is_free(&self) -> bool {
        !self.is_busy && self.free_at <= Instant::now()
    }

    /// Whether asking it is pointless in this attempt.
    pub(super) fn is_down(&self) -> bool {
        self.strikes >= STRIKES
    }

    /// Notes what an answer says about the site.
    pub(super) fn answered(&mut self, robots: Option<Arc<Robots>>, took: Duration, is_silent: bool) {
        self.is_busy = false;
        self.robots = robots;
        self.strikes = if is_silent { self.strikes + 1 } else { 0 };
        let asked_for = self.robots.as_ref().and_then(|robots| robots.pause()).unwrap_or_default();
        self.free_at = Instant::now() + asked_for.max((took * PAUSE_IN_ANSWERS).min(LONGEST_PAUSE));
    }
}
