//! Rate limits of this process, in memory. The hard budgets are in PostgreSQL; these keep one noisy
//! client from taking the machine from the others.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use chatsphere_contract::ids::{BotId, ConversationId};
use chatsphere_contract::problem::Problem;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::problem::Failure;

/// After so many checks, keys that have fully recovered are forgotten.
const CHECKS_BETWEEN_SWEEPS: u32 = 4_096;

/// All limits; a limiter each.
#[derive(Debug)]
pub struct RateLimits {
    enabled: bool,
    /// Log-ins, registrations and refreshes of one address.
    auth_client: Limiter<IpAddr>,
    /// Log-ins to one account from one address.
    auth_account: Limiter<(IpAddr, String)>,
    /// New visitor sessions from one address.
    session_client: Limiter<(String, IpAddr)>,
    /// Messages in one visitor's session.
    message_session: Limiter<(BotId, ConversationId)>,
    /// Visitor messages from one address, whatever the session.
    message_client: Limiter<IpAddr>,
    /// Everything else of the public widget API from one address.
    widget_client: Limiter<IpAddr>,
}

impl RateLimits {
    /// Untouched limits; `enabled: false` lets everything pass.
    pub fn new(enabled: bool) -> Self {
        Self {
            enabled,
            auth_client: Limiter::new(60, Duration::from_secs(1)),
            auth_account: Limiter::new(10, Duration::from_secs(6)),
            session_client: Limiter::new(120, Duration::from_millis(500)),
            message_session: Limiter::new(20, Duration::from_secs(2)),
            message_client: Limiter::new(240, Duration::from_millis(250)),
            widget_client: Limiter::new(600, Duration::from_millis(50)),
        }
    }

    /// A call of the accounts API.
    pub(crate) fn auth(&self, client: IpAddr) -> Result<(), Failure> {
        self.check(&self.auth_client, client)
    }

    /// An attempt to log in to the account with this address.
    pub(crate) fn log_in(&self, client: IpAddr, email: &str) -> Result<(), Failure> {
        self.check(&self.auth_account, (client, email.trim().to_lowercase()))
    }

    /// A new visitor's session with the bot of a public key.
    pub(crate) fn session(&self, public_key: &str, client: IpAddr) -> Result<(), Failure> {
        self.check(&self.session_client, (public_key.chars().take(64).collect(), client))
    }

    /// A visitor's message: first the session's limit, then the address's.
    pub(crate) fn message(
        &self,
        bot: BotId,
        conversation: ConversationId,
        client: IpAddr,
    ) -> Result<(), Failure> {
        self.check(&self.message_session, (bot, conversation))?;
        self.check(&self.message_client, client)
    }

    /// Any call of the widget API.
    pub(crate) fn widget(&self, client: IpAddr) -> Result<(), Failure> {
        self.check(&self.widget_client, client)
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: K) -> Result<(), Failure> {
        if !self.enabled {
            return Ok(());
        }
        limiter.check(&key).map_err(too_many)
    }
}

#[derive(Debug)]
struct Limiter<K: Hash + Eq + Clone> {
    inner: DefaultKeyedRateLimiter<K>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, then one more after each `refill`.
    fn new(burst: u32, refill: Duration) -> Self {
        let one = Quota::per_second(NonZeroU32::MIN);
        let quota = Quota::with_period(refill)
            .unwrap_or(one)
            .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        Self { inner: RateLimiter::keyed(quota), checks: AtomicU32::new(0) }
    }

    /// How long to wait, if it is too much.
    fn check(&self, key: &K) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.inner.retain_recent();
            self.inner.shrink_to_fit();
        }
        self.inner.check_key(key).map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
    }
}

fn too_many(wait: Duration) -> Failure {
    let seconds = wait.as_secs().saturating_add(1);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("That was too much at once. Try again in {seconds} {unit}.");
    Failure::from(Problem::new(429, "rate_limited", detail))
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn an_account_is_guarded_per_address_and_says_when_to_come_back() {
        let limits = RateLimits::new(true);
        for _ in 0..10 {
            limits.log_in(CLIENT, "ada@example.com").unwrap();
        }
        let failure = limits.log_in(CLIENT, " ADA@example.com").unwrap_err();
        assert_eq!((failure.problem().status, failure.problem().code.as_str()), (429, "rate_limited"));
        limits.log_in(CLIENT, "grace@example.com").unwrap();
    }

    #[test]
    fn limits_that_are_off_let_everything_pass() {
        let limits = RateLimits::new(false);
        assert!((0..1_000).all(|_| limits.auth(CLIENT).is_ok()));
    }
}
