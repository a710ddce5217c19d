//! What a source may read, and where its links may lead.

use std::collections::HashSet;

use chatsphere_contract::sources::SourceKind;
use chatsphere_db::sources::SourceRecord;
use chatsphere_domain::sources::web::{Patterns, normalised, site_of};
use chatsphere_outbound::GuardedClient;
use reqwest::Url;

/// Redirects in a row that are followed.
pub(super) const MOST_HOPS: i16 = 5;

/// See the module.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) kind: SourceKind,
    max_depth: i32,
    sites: HashSet<String>,
    patterns: Patterns,
}

impl Scope {
    pub(super) fn of(source: &SourceRecord) -> Self {
        let settings = &source.settings;
        let mut scope = Self {
            kind: source.kind,
            max_depth: settings.max_depth,
            sites: settings.hosts.iter().map(|host| bare(host).to_owned()).collect(),
            patterns: Patterns::new(&settings.include, &settings.exclude),
        };
        scope.admit_starts(&settings.addresses);
        scope
    }

    /// Takes in the sites on which these addresses are: where the source begins, also after redirects.
    pub(super) fn admit_starts(&mut self, addresses: &[String]) {
        self.sites
            .extend(addresses.iter().filter_map(|address| Url::parse(address).ok()).map(|url| site(&url)));
    }

    /// Whether a link, a sitemap or a page's own word for itself may lead there.
    pub(super) fn permits(&self, url: &Url) -> bool {
        self.is_on_site(url) && self.patterns.permit(url)
    }

    /// Whether an address is on a site of this source.
    pub(super) fn is_on_site(&self, url: &Url) -> bool {
        self.sites.contains(&site(url))
    }

    /// Whether links are followed from pages at this depth.
    pub(super) fn follows_links(&self, depth: i32) -> bool {
        self.kind == SourceKind::Crawl && depth < self.max_depth
    }

    /// Whether a redirect is followed: a page that was named may move anywhere, a link only within the site.
    pub(super) fn follows_redirect(&self, to: &Url, depth: i32, hops: i16) -> bool {
        hops < MOST_HOPS && (self.kind != SourceKind::Crawl || depth == 0 || self.permits(to))
    }
}

/// An address as one page has one, if it may be asked for at all.
pub(super) fn usable(client: &GuardedClient, url: Url) -> Option<Url> {
    normalised(url).filter(|url| client.check(url.as_str()).is_ok())
}

/// A host with and without `www.` is one site.
fn site(url: &Url) -> String {
    bare(&site_of(url)).to_owned()
}

fn bare(site: &str) -> &str {
    site.strip_prefix("www.").unwrap_or(site)
}
