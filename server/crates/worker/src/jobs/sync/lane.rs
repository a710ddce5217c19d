//! The lane that asks: takes pages that are left, a site never twice at a time, and settles what comes.

use std::collections::HashMap;
use std::time::Duration;

use chatsphere_contract::ids::{DocumentId, SourcePageId};
use chatsphere_db::jobs;
use chatsphere_db::sources::{self, LeftPage, SourceRecord, Sync};
use chatsphere_domain::sources::web::site_of;
use chatsphere_outbound::GuardedClient;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use reqwest::Url;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep_until};

use super::ask::{Asked, Seen, Told, ask};
use super::reason::reason;
use super::scope::Scope;
use super::site::Site;
use crate::jobs::run::Run;
use crate::outcome::{Failure, Outcome};

/// Requests at a time, to as many sites.
const AT_ONCE: usize = 4;
/// Pages taken up at once.
const TAKEN_UP: i64 = 64;
/// How long the job goes on while other bulk work waits.
const SLICE: Duration = Duration::from_secs(10);
/// How often more urgent work is looked for, and progress written.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// A longer wait is not waited here: the worker has other things to do.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Requests under way.
type Flying = FuturesUnordered<BoxFuture<'static, Told>>;

/// See the module.
pub(super) struct Lane<'a> {
    pub(super) run: &'a Run,
    pub(super) source: SourceRecord,
    pub(super) sync: Sync,
    pub(super) scope: Scope,
    /// Documents that are ready to be read.
    pub(super) sender: UnboundedSender<DocumentId>,
    pub(super) client: GuardedClient,
    sites: HashMap<String, Site>,
    taken: Vec<LeftPage>,
    in_flight: Vec<SourcePageId>,
    user_agent: String,
    begun: Instant,
    looked: Option<Instant>,
    yields: bool,
}

impl<'a> Lane<'a> {
    pub(super) fn new(
        run: &'a Run,
        client: GuardedClient,
        source: SourceRecord,
        sync: Sync,
        scope: Scope,
        sender: UnboundedSender<DocumentId>,
    ) -> Self {
        Self {
            user_agent: user_agent(run),
            run,
            source,
            sync,
            scope,
            sender,
            client,
            sites: HashMap::new(),
            taken: Vec::new(),
            in_flight: Vec::new(),
            begun: Instant::now(),
            looked: None,
            yields: false,
        }
    }

    /// Asks until no page is left (`Done`), only such that have to wait (`Waits`), or others come first.
    pub(super) async fn run(mut self) -> Result<Outcome, Failure> {
        let mut flying = Flying::new();
        loop {
            if self.run.stop.is_cancelled() {
                return Ok(Outcome::Yielded);
            }
            self.look().await?;
            if !self.yields {
                self.take_up().await?;
                self.start(&mut flying).await?;
            }
            if flying.is_empty() {
                if self.yields {
                    return Ok(Outcome::Yielded);
                }
                match self.next_start().await? {
                    Next::Now => continue,
                    Next::Nothing => return Ok(Outcome::Done),
                    Next::At(at) if at > Instant::now() + LONGEST_WAIT => {
                        let wait = at.saturating_duration_since(Instant::now());
                        return Ok(Outcome::Waits(self.run.platform.clock.now() + wait));
                    }
                    Next::At(at) => {
                        let stop = &self.run.stop;
                        stop.run_until_cancelled(sleep_until(at.min(Instant::now() + LOOK_EVERY))).await;
                    }
                }
                continue;
            }
            let tick = sleep_until(Instant::now() + LOOK_EVERY.min(self.soonest()));
            tokio::select! {
                Some(told) = flying.next() => self.settle_told(told).await?,
                () = tick => {}
                () = self.run.stop.cancelled() => {}
            }
        }
    }

    /// From time to time: is there more urgent work, and how far are we?
    async fn look(&mut self) -> Result<(), Failure> {
        if self.looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY) {
            return Ok(());
        }
        let now = self.run.platform.clock.now();
        let tx = self.run.platform.db.system().await?;
        let waiting = jobs::most_urgent(&tx, now).await?;
        tx.commit().await?;
        let own = self.run.job.priority;
        self.yields |= waiting
            .is_some_and(|priority| priority < own || (priority == own && self.begun.elapsed() > SLICE));
        let tx = self.run.tenant_under_lease().await?;
        sources::set_progress(&tx, self.sync, &self.run.lease, now).await?;
        tx.commit().await?;
        self.looked = Some(Instant::now());
        Ok(())
    }

    async fn take_up(&mut self) -> Result<(), Failure> {
        if !self.taken.is_empty() {
            return Ok(());
        }
        let tx = self.run.tenant().await?;
        let now = self.run.platform.clock.now();
        self.taken = sources::next_waiting(&tx, self.sync, &self.in_flight, now, TAKEN_UP).await?;
        self.taken.reverse();
        tx.commit().await?;
        Ok(())
    }

    /// Sends off what may be sent off now.
    async fn start(&mut self, flying: &mut Flying) -> Result<(), Failure> {
        let mut kept = Vec::new();
        while flying.len() < AT_ONCE
            && let Some(page) = self.taken.pop()
        {
            let Ok(url) = Url::parse(&page.address) else {
                self.settle(
                    page,
                    None,
                    Seen::Failed(reason("invalid_address", "This is not a web address.")),
                )
                .await?;
                continue;
            };
            if was_deleted(&page) {
                self.settle(page, Some(url), Seen::NotModified).await?;
                continue;
            }
            let site = self.sites.entry(site_of(&url)).or_default();
            if site.is_down() {
                let message =
                    "The site did not answer several times in a row, so this page was not asked for.";
                self.settle(page, Some(url), Seen::Failed(reason("site_down", message))).await?;
                continue;
            }
            if !site.is_free() {
                kept.push(page);
                continue;
            }
            site.is_busy = true;
            let robots = site.robots.clone();
            self.in_flight.push(page.id);
            let asked = Asked { page, url, robots, user_agent: self.user_agent.clone() };
            flying.push(Box::pin(ask(self.client.clone(), asked)));
        }
        self.taken.extend(kept.into_iter().rev());
        Ok(())
    }

    async fn settle_told(&mut self, told: Told) -> Result<(), Failure> {
        let Told { page, url, robots, seen, took } = told;
        self.in_flight.retain(|id| *id != page.id);
        let is_silent = matches!(seen, Seen::Later { is_silent: true, .. });
        self.sites.entry(site_of(&url)).or_default().answered(robots, took, is_silent);
        self.settle(page, Some(url), seen).await
    }

    /// The time until a page that was taken up may be sent off.
    fn soonest(&self) -> Duration {
        let sites = self.taken.iter().filter_map(|page| Url::parse(&page.address).ok());
        let free = sites.filter_map(|url| self.sites.get(&site_of(&url))).filter(|site| !site.is_busy);
        let soonest = free.map(|site| site.free_at.saturating_duration_since(Instant::now())).min();
        soonest.unwrap_or(LOOK_EVERY)
    }

    /// When nothing is under way: when can something be?
    async fn next_start(&mut self) -> Result<Next, Failure> {
        if !self.taken.is_empty() {
            return Ok(Next::At(Instant::now() + self.soonest()));
        }
        let tx = self.run.tenant().await?;
        let retry = sources::next_retry(&tx, self.sync).await?;
        let now = self.run.platform.clock.now();
        let is_left = !sources::next_waiting(&tx, self.sync, &[], now, 1).await?.is_empty();
        tx.commit().await?;
        Ok(match retry {
            _ if is_left => Next::Now,
            Some(at) => Next::At(Instant::now() + Duration::try_from(at - now).unwrap_or_default()),
            None => Next::Nothing,
        })
    }
}

enum Next {
    Now,
    At(Instant),
    Nothing,
}

/// Whether a person has deleted what was read of it: that stays so.
pub(super) fn was_deleted(page: &LeftPage) -> bool {
    use chatsphere_contract::sources::PageState;
    match page.state {
        PageState::Read => page.document.is_none(),
        PageState::Skipped => page.reason.as_ref().is_some_and(|(code, _)| code == "deleted"),
        _ => false,
    }
}

/// Who asks, and how to find out more.
fn user_agent(run: &Run) -> String {
    let program = concat!("ChatSphere/", env!("CARGO_PKG_VERSION"));
    match &run.platform.config.server.public_url {
        Some(url) => format!("{program} (+{url})"),
        None => program.to_owned(),
    }
}
