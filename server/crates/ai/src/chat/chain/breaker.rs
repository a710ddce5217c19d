//! Leaving a failing endpoint alone for a while (Nygard's circuit breaker): after a few failures in a row nobody asks it;
//! when the pause is over, one question tries it, and it is asked again by all once that one is answered.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::chat::ChatError;

/// Failures in a row after which nobody asks any more.
const FAILURES: u32 = 3;

/// The first pause; each one after it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(10);

/// The longest pause, also where the endpoint asks for a longer one: it may be mistaken.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The pause after a key was refused: it will be so until a person acts, and is cheap to find out.
const REFUSED_KEY_PAUSE: Duration = Duration::from_secs(60);

/// How far a pause is made longer by chance, so that servers do not come back at one moment.
const JITTER: f64 = 0.2;

/// The state of one endpoint and key, shared by all who ask it.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Failures since the last success.
    failures: u32,
    /// Pauses since the last success.
    pauses: u32,
    /// Nobody asks before this; afterwards one does, until one succeeded.
    open_until: Option<Instant>,
    /// Somebody is trying it.
    probing: bool,
    last_error: Option<(ChatError, Instant)>,
}

/// How an endpoint is, as far as this process has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether it is asked.
    pub condition: Condition,
    /// The last failure since the last success, and how long ago it was.
    pub last_error: Option<(ChatError, Duration)>,
}

/// Whether an endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It answers, or was not asked yet.
    Working,
    /// It failed of late, and is still asked.
    Failing,
    /// It is left alone for so long.
    Paused(Duration),
    /// The pause is over: the next question tries it.
    OnTrial,
}

impl Breaker {
    /// Leave to ask; `None` while the endpoint is left alone.
    pub fn admit(self: &Arc<Self>) -> Option<Pass> {
        self.admit_at(Instant::now())
    }

    fn admit_at(self: &Arc<Self>, now: Instant) -> Option<Pass> {
        let mut state = self.state();
        let probe = match state.open_until {
            None => false,
            Some(until) if now < until || state.probing => return None,
            Some(_) => {
                state.probing = true;
                true
            }
        };
        Some(Pass { breaker: Arc::clone(self), probe, settled: false })
    }

    /// How the endpoint is.
    pub fn health(&self) -> Health {
        self.health_at(Instant::now())
    }

    fn health_at(&self, now: Instant) -> Health {
        let state = self.state();
        let condition = match state.open_until {
            Some(until) if now < until => Condition::Paused(until - now),
            Some(_) => Condition::OnTrial,
            None if state.failures > 0 => Condition::Failing,
            None => Condition::Working,
        };
        let last_error = state.last_error.as_ref().map(|(error, at)| (error.clone(), now - *at));
        Health { condition, last_error }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave to ask once. Dropping it says nothing about the endpoint: the visitor went away.
#[derive(Debug)]
pub struct Pass {
    breaker: Arc<Breaker>,
    probe: bool,
    settled: bool,
}

impl Pass {
    /// Whether this question tries an endpoint that was left alone.
    pub fn is_probe(&self) -> bool {
        self.probe
    }

    /// The endpoint answered.
    pub fn succeeded(mut self) {
        self.settled = true;
        *self.breaker.state() = State::default();
    }

    /// The endpoint failed. What is the question's own fault says that the endpoint is there.
    pub fn failed(self, error: &ChatError) {
        self.failed_at(error, Instant::now());
    }

    fn failed_at(mut self, error: &ChatError, now: Instant) {
        if !tells_of_trouble(error) {
            return self.succeeded();
        }
        self.settled = true;
        let mut state = self.breaker.state();
        state.failures += 1;
        state.last_error = Some((error.clone(), now));
        if self.probe || state.failures >= FAILURES || is_final(error) {
            state.open_until = Some(now + pause(error, state.pauses));
            state.pauses += 1;
            state.probing = false;
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probe && !self.settled {
            self.breaker.state().probing = false;
        }
    }
}

/// Whether the next question would most likely fare no better. A question that is too long, or that the
/// endpoint's content filter stops, must not stop the questions of others.
fn tells_of_trouble(error: &ChatError) -> bool {
    match error {
        ChatError::Unreachable(_)
        | ChatError::Timeout(_)
        | ChatError::Interrupted(_)
        | ChatError::Protocol(_) => true,
        ChatError::Refused { status, .. } => matches!(status, 401 | 402 | 404 | 408 | 425 | 429 | 500..=599),
    }
}

/// Whether one such failure is enough.
fn is_final(error: &ChatError) -> bool {
    matches!(error, ChatError::Refused { status: 401 | 402, .. }) || error.retry_after().is_some()
}

fn pause(error: &ChatError, earlier: u32) -> Duration {
    let pause = match error.retry_after() {
        Some(wanted) => wanted,
        None if is_final(error) => REFUSED_KEY_PAUSE,
        None => FIRST_PAUSE.saturating_mul(1 << earlier.min(8)),
    };
    pause.min(LONGEST_PAUSE).mul_f64(1.0 + JITTER * chance())
}

/// A number from 0 to 1, by chance. The standard library seeds each of its hashers anew; nothing secret
/// hangs on it.
pub(super) fn chance() -> f64 {
    f64::from(u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
impl Breaker {
    /// One whose pause is just over.
    pub(super) fn on_trial() -> Arc<Self> {
        let breaker = Self::default();
        breaker.state().open_until = Some(Instant::now());
        Arc::new(breaker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A breaker and the time, which the test moves.
    struct Watched {
        breaker: Arc<Breaker>,
        now: Instant,
    }

    impl Watched {
        fn new() -> Self {
            Self { breaker: Arc::default(), now: Instant::now() }
        }

        fn wait(&mut self, seconds: u64) {
            self.now += Duration::from_secs(seconds);
        }

        fn admit(&self) -> Option<Pass> {
            self.breaker.admit_at(self.now)
        }

        fn condition(&self) -> Condition {
            self.breaker.health_at(self.now).condition
        }

        fn fail(&self, times: usize, error: &ChatError) {
            for _ in 0..times {
                self.admit().unwrap().failed_at(error, self.now);
            }
        }
    }

    fn broken() -> ChatError {
        ChatError::Unreachable("refused".to_owned())
    }

    fn refused(status: u16, retry_after: Option<Duration>) -> ChatError {
        ChatError::Refused { status, detail: String::new(), retry_after }
    }

    #[test]
    fn three_failures_in_a_row_pause_it_and_one_question_tries_it_again() {
        let mut watched = Watched::new();
        watched.fail(2, &broken());
        assert_eq!(watched.condition(), Condition::Failing);
        watched.admit().unwrap().succeeded();
        watched.fail(3, &broken());
        assert!(matches!(watched.condition(), Condition::Paused(_)));
        assert!(watched.admit().is_none());
        watched.wait(13);
        assert_eq!(watched.condition(), Condition::OnTrial);
        let probe = watched.admit().unwrap();
        assert!(probe.is_probe());
        assert!(watched.admit().is_none(), "one at a time");
        probe.failed_at(&broken(), watched.now);
        watched.wait(13);
        assert!(watched.admit().is_none(), "the second pause is longer");
        watched.wait(13);
        watched.admit().unwrap().succeeded();
        let working = Health { condition: Condition::Working, last_error: None };
        assert_eq!(watched.breaker.health_at(watched.now), working);
        assert!(!watched.admit().unwrap().is_probe());
    }

    #[test]
    fn a_visitor_who_goes_away_during_a_trial_leaves_it_to_the_next() {
        let mut watched = Watched::new();
        watched.fail(3, &broken());
        watched.wait(13);
        drop(watched.admit().unwrap());
        assert!(watched.admit().unwrap().is_probe());
    }

    #[test]
    fn a_question_that_is_refused_stops_nobody_else_and_a_refused_key_everybody() {
        let mut watched = Watched::new();
        for status in [400, 403, 413, 422] {
            watched.fail(5, &refused(status, None));
        }
        assert_eq!(watched.condition(), Condition::Working);
        watched.fail(1, &refused(401, None));
        watched.wait(59);
        assert!(watched.admit().is_none());
        watched.wait(14);
        assert!(watched.admit().is_some());
    }

    #[test]
    fn an_endpoint_gets_the_rest_it_asks_for_but_not_for_ever() {
        let mut watched = Watched::new();
        watched.fail(1, &refused(429, Some(Duration::from_secs(40))));
        watched.wait(39);
        assert!(watched.admit().is_none());
        watched.wait(10);
        let hour = Duration::from_secs(3_600);
        watched.admit().unwrap().failed_at(&refused(429, Some(hour)), watched.now);
        watched.wait(361);
        assert!(watched.admit().is_some());
    }
}
