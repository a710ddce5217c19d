//! Where a sync begins: the addresses of the source, or what its sitemaps name.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use chatsphere_contract::ids::SourcePageId;
use chatsphere_contract::sources::SourceKind;
use chatsphere_db::sources::{self, Found, SourceRecord, Sync};
use chatsphere_domain::sources::web::{Entry, SitemapReader};
use chatsphere_outbound::{Answer, GuardedClient, Gunzip, Request};
use reqwest::Url;

use super::reason::{Reason, of_error, of_status, reason};
use super::scope::{Scope, usable};
use crate::jobs::run::Run;
use crate::outcome::Failure;

/// Most time for one sitemap, and most bytes of it.
const SITEMAP_TIME: Duration = Duration::from_secs(120);
const SITEMAP_BYTES: u64 = 200 * 1024 * 1024;
/// Sitemaps of one source, and how deep an index may lead to another.
const SITEMAPS: usize = 1_000;
const SITEMAP_DEPTH: u32 = 3;
/// Addresses stored in one transaction.
const BATCH: usize = 500;

/// Stores the first pages of a sync.
pub(super) async fn perform(
    run: &Run,
    client: &GuardedClient,
    source: &SourceRecord,
    sync: Sync,
    scope: &Scope,
) -> Result<(), Failure> {
    let mut seed = Seed { run, client, source, sync, scope, batch: Vec::new(), is_full: false };
    let addresses: Vec<Url> =
        source.settings.addresses.iter().filter_map(|address| Url::parse(address).ok()).collect();
    if source.kind == SourceKind::Sitemap {
        seed.sitemaps(addresses).await?;
    } else {
        for url in addresses {
            seed.add(url).await?;
        }
    }
    seed.store().await?;
    let tx = run.tenant_under_lease().await?;
    sources::set_seeded(&tx, sync).await?;
    tx.commit().await?;
    Ok(())
}

struct Seed<'a> {
    run: &'a Run,
    client: &'a GuardedClient,
    source: &'a SourceRecord,
    sync: Sync,
    scope: &'a Scope,
    batch: Vec<Found>,
    /// No more pages are taken.
    is_full: bool,
}

/// Why a sitemap was not read.
enum Unread {
    /// It may be another time.
    Later(Reason),
    /// It is none.
    Never(Reason),
    /// Something here failed.
    Failure(Failure),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl Seed<'_> {
    async fn sitemaps(&mut self, addresses: Vec<Url>) -> Result<(), Failure> {
        let mut known: HashSet<Url> = addresses.iter().cloned().collect();
        let mut left: VecDeque<(Url, u32)> = addresses.into_iter().map(|url| (url, 0)).collect();
        while let Some((url, depth)) = left.pop_front()
            && !self.is_full
        {
            match self.sitemap(&url).await {
                Ok(more) if depth < SITEMAP_DEPTH => {
                    for url in more {
                        if known.len() < SITEMAPS && known.insert(url.clone()) {
                            left.push_back((url, depth + 1));
                        }
                    }
                }
                Ok(_) => {}
                Err(Unread::Failure(failure)) => return Err(failure),
                // The whole sync is tried again.
                Err(Unread::Later((_, message))) if depth == 0 => {
                    return Err(Failure::Elsewhere(format!("The sitemap could not be read. {message}")));
                }
                Err(Unread::Later((code, message)) | Unread::Never((code, message))) => {
                    let message = format!("The sitemap {url} could not be read. {message}");
                    let tx = self.run.tenant_under_lease().await?;
                    sources::mark_partial(&tx, self.sync, code, &message).await?;
                    tx.commit().await?;
                }
            }
        }
        Ok(())
    }

    /// Reads one sitemap as it comes, until it ends or enough was found. The sitemaps that it names.
    async fn sitemap(&mut self, url: &Url) -> Result<Vec<Url>, Unread> {
        let request = Request::new(url.clone(), SITEMAP_TIME);
        let mut answer = self.client.open_following(&request).await.map_err(|error| unread(&error))?;
        match answer.status {
            200 => {}
            408 | 425 | 429 | 500..=599 => return Err(Unread::Later(of_status(answer.status))),
            status => return Err(Unread::Never(of_status(status))),
        }
        let mut reader = SitemapReader::default();
        let mut gunzip: Option<Gunzip> = None;
        let (mut more, mut read_bytes, mut is_first) = (Vec::new(), 0_u64, true);
        while let Some(piece) = answer.next().await.map_err(|error| unread(&error))? {
            if std::mem::take(&mut is_first) && Gunzip::is_gzip(&piece) {
                gunzip = Some(Gunzip::default());
            }
            let Some(gunzip) = &mut gunzip else {
                read_bytes += piece.len() as u64;
                let found = reader.feed(&piece).map_err(not_a_sitemap)?;
                if self.take(&answer, found, &mut more, read_bytes).await? {
                    return Ok(more);
                }
                continue;
            };
            gunzip.feed(piece);
            while let Some(piece) = gunzip.take().map_err(|error| unread(&error))? {
                read_bytes += piece.len() as u64;
                let found = reader.feed(&piece).map_err(not_a_sitemap)?;
                if self.take(&answer, found, &mut more, read_bytes).await? {
                    return Ok(more);
                }
            }
        }
        if let Some(gunzip) = &mut gunzip
            && let Some(piece) = gunzip.finish().map_err(|error| unread(&error))?
        {
            let found = reader.feed(&piece).map_err(not_a_sitemap)?;
            self.take(&answer, found, &mut more, read_bytes).await?;
        }
        let found = reader.finish().map_err(not_a_sitemap)?;
        self.take(&answer, found, &mut more, read_bytes).await?;
        Ok(more)
    }

    /// Takes what was found. True: it is enough.
    async fn take(
        &mut self,
        answer: &Answer,
        found: Vec<Entry>,
        more: &mut Vec<Url>,
        read_bytes: u64,
    ) -> Result<bool, Unread> {
        for entry in found {
            match entry {
                Entry::Page(address) => {
                    if let Ok(url) = answer.url.join(&address) {
                        self.add(url).await?;
                    }
                }
                Entry::Sitemap(address) => {
                    if let Some(url) = answer.url.join(&address).ok().and_then(|url| usable(self.client, url))
                        && more.len() < SITEMAPS
                    {
                        more.push(url);
                    }
                }
            }
            if self.is_full {
                return Ok(true);
            }
        }
        if read_bytes > SITEMAP_BYTES {
            return Err(Unread::Never(reason(
                "too_large",
                format!("It has more than {} MB.", SITEMAP_BYTES >> 20),
            )));
        }
        Ok(false)
    }

    /// A page that a person named is always taken, one that a sitemap names if it is the source's.
    async fn add(&mut self, url: Url) -> Result<(), Failure> {
        let is_named = self.source.kind != SourceKind::Sitemap;
        let Some(url) = usable(self.client, url).filter(|url| is_named || self.scope.permits(url)) else {
            return Ok(());
        };
        let id = SourcePageId(self.run.platform.uuid());
        self.batch.push(Found { id, address: url.into(), depth: 0, hops: 0 });
        if self.batch.len() >= BATCH { self.store().await } else { Ok(()) }
    }

    async fn store(&mut self) -> Result<(), Failure> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() || self.is_full {
            return Ok(());
        }
        let tx = self.run.tenant_under_lease().await?;
        self.is_full = sources::add_found(&tx, self.sync, &batch, super::page_limit(self.source)).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn unread(error: &chatsphere_outbound::OutboundError) -> Unread {
    match of_error(error) {
        (reason, true) => Unread::Later(reason),
        (reason, false) => Unread::Never(reason),
    }
}

fn not_a_sitemap(error: chatsphere_domain::sources::web::NotASitemap) -> Unread {
    Unread::Never(reason("not_a_sitemap", error.to_string()))
}
