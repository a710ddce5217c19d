//! What a source may be asked to read.

use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use chatsphere_contract::sources::{CreateSource, SourceKind, UpdateSource};
use chatsphere_db::sources::{Settings, SourceRecord};
use chatsphere_outbound::OutboundError;
use url::Url;

use super::SourceError;
use super::web::{normalised, site_of};
use crate::platform::Platform;
use crate::tags::name;

/// The settings of a new source.
pub(super) fn created(platform: &Platform, given: CreateSource) -> Result<Settings, SourceError> {
    let blank = Settings {
        name: String::new(),
        addresses: Vec::new(),
        max_depth: limits::CRAWL_DEPTH_DEFAULT,
        page_limit: limits::SOURCE_PAGES_DEFAULT,
        include: Vec::new(),
        exclude: Vec::new(),
        hosts: Vec::new(),
        tags: Vec::new(),
        every_hours: None,
    };
    let change = UpdateSource {
        addresses: Some(given.addresses),
        name: given.name,
        max_depth: given.max_depth,
        page_limit: given.page_limit,
        include: Some(given.include),
        exclude: Some(given.exclude),
        hosts: Some(given.hosts),
        tags: Some(given.tags),
        every_hours: given.every_hours,
    };
    Input { platform, kind: given.kind, errors: Vec::new() }.apply(blank, change)
}

/// The settings of a source after a change.
pub(super) fn changed(
    platform: &Platform,
    source: SourceRecord,
    change: UpdateSource,
) -> Result<Settings, SourceError> {
    Input { platform, kind: source.kind, errors: Vec::new() }.apply(source.settings, change)
}

struct Input<'a> {
    platform: &'a Platform,
    kind: SourceKind,
    errors: Vec<FieldError>,
}

impl Input<'_> {
    /// Applies the change, telling of every wrong field at once.
    fn apply(mut self, mut settings: Settings, change: UpdateSource) -> Result<Settings, SourceError> {
        if let Some(addresses) = change.addresses {
            settings.addresses = self.addresses(&addresses);
        }
        if let Some(name) = change.name {
            settings.name = self.name(&name);
        }
        if settings.name.is_empty() {
            settings.name = default_name(self.kind, &settings.addresses);
        }
        if let Some(depth) = change.max_depth {
            settings.max_depth = self.number("max_depth", depth, 0, limits::CRAWL_DEPTH);
        }
        if let Some(pages) = change.page_limit {
            settings.page_limit = self.number("page_limit", pages, 1, limits::SOURCE_PAGES);
        }
        if let Some(include) = change.include {
            settings.include = self.patterns("include", &include);
        }
        if let Some(exclude) = change.exclude {
            settings.exclude = self.patterns("exclude", &exclude);
        }
        if let Some(hosts) = change.hosts {
            settings.hosts = self.hosts(&hosts);
        }
        if let Some(tags) = change.tags {
            settings.tags = self.tags(&tags);
        }
        if let Some(hours) = change.every_hours {
            let hours = self.number("every_hours", hours, 0, limits::SYNC_HOURS);
            settings.every_hours = Some(hours).filter(|hours| *hours > 0);
        }
        if self.errors.is_empty() { Ok(settings) } else { Err(SourceError::Invalid(self.errors)) }
    }

    fn wrong(&mut self, field: &str, code: &str, message: impl Into<String>) {
        let (field, code) = (field.to_owned(), code.to_owned());
        self.errors.push(FieldError { field, code, message: message.into() });
    }

    fn addresses(&mut self, given: &[String]) -> Vec<String> {
        let mut addresses: Vec<String> = Vec::new();
        for text in trimmed(given) {
            match self.address(text) {
                Ok(address) if addresses.contains(&address) => {}
                Ok(address) => addresses.push(address),
                Err(why) => {
                    let shown: String = text.chars().take(100).collect();
                    self.wrong("addresses", "invalid", format!("“{shown}”: {why}"));
                    return addresses;
                }
            }
        }
        let most = if self.kind == SourceKind::List { limits::SOURCE_ADDRESSES } else { 1 };
        if addresses.is_empty() {
            self.wrong("addresses", "required", "Enter a web address, such as https://example.com.");
        } else if addresses.len() > most {
            let message = match most {
                1 => "One address, please; for several choose “a list of pages”.".to_owned(),
                _ => format!("At most {most} addresses, please."),
            };
            self.wrong("addresses", "too_many", message);
        }
        addresses
    }

    /// An address that may be asked; one without a scheme is taken for https.
    fn address(&self, text: &str) -> Result<String, String> {
        let given = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let client = self.platform.web.as_ref();
        let client =
            client.ok_or_else(|| "This server cannot reach other servers at the moment.".to_owned())?;
        let url = client.check(&given).map_err(|error| match error {
            OutboundError::NotPublic { .. } => {
                "This address is not on the public Internet. Ask whoever runs this ChatSphere to permit it."
                    .to_owned()
            }
            error => error.to_string(),
        })?;
        normalised(url).map(String::from).ok_or_else(|| "This address is too long.".to_owned())
    }

    fn name(&mut self, given: &str) -> String {
        let name: String = given.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > limits::NAME_CHARS {
            self.wrong("name", "too_long", format!("At most {} characters, please.", limits::NAME_CHARS));
        }
        name.chars().filter(|c| !c.is_control()).collect()
    }

    fn number(&mut self, field: &str, given: i32, least: i32, most: i32) -> i32 {
        if !(least..=most).contains(&given) {
            self.wrong(field, "out_of_range", format!("A number from {least} to {most}, please."));
        }
        given
    }

    fn patterns(&mut self, field: &str, given: &[String]) -> Vec<String> {
        let patterns: Vec<String> = trimmed(given).map(str::to_owned).collect();
        if patterns.len() > limits::SOURCE_PATTERNS {
            self.wrong(field, "too_many", format!("At most {} patterns, please.", limits::SOURCE_PATTERNS));
        }
        let is_pattern = |pattern: &&String| {
            pattern.chars().count() <= limits::SOURCE_PATTERN_CHARS
                && !pattern.chars().any(|c| c.is_control() || c.is_whitespace())
                && (pattern.starts_with(['/', '*']) || pattern.contains("://"))
        };
        if let Some(odd) = patterns.iter().find(|pattern| !is_pattern(pattern)) {
            let shown: String = odd.chars().take(60).collect();
            let message = format!(
                "“{shown}” is not a path. It begins with / or *, such as /docs/*, where * stands for anything."
            );
            self.wrong(field, "invalid", message);
        }
        patterns
    }

    fn hosts(&mut self, given: &[String]) -> Vec<String> {
        let mut hosts = Vec::new();
        for text in trimmed(given) {
            let url = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
            match Url::parse(&url).ok().and_then(normalised) {
                Some(url) => hosts.push(site_of(&url)),
                None => {
                    let shown: String = text.chars().take(60).collect();
                    let message = format!("“{shown}” is not the name of a host, such as docs.example.com.");
                    self.wrong("hosts", "invalid", message);
                }
            }
        }
        if hosts.len() > limits::SOURCE_HOSTS {
            self.wrong("hosts", "too_many", format!("At most {} hosts, please.", limits::SOURCE_HOSTS));
        }
        hosts
    }

    /// As they are written; which tags of the workspace they are is known later.
    fn tags(&mut self, given: &[String]) -> Vec<String> {
        if given.len() > limits::TAGS_PER_DOCUMENT {
            self.wrong("tags", "too_many", format!("At most {} tags, please.", limits::TAGS_PER_DOCUMENT));
        }
        let mut tags = Vec::with_capacity(given.len());
        for tag in trimmed(given) {
            match name::parse(tag) {
                Ok(tag) => tags.push(tag),
                Err(error) => self.wrong("tags", &error.code, error.message),
            }
        }
        tags
    }
}

fn trimmed(given: &[String]) -> impl Iterator<Item = &str> {
    given.iter().map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// What a source is called when nobody says.
fn default_name(kind: SourceKind, addresses: &[String]) -> String {
    let Some(url) = addresses.first().and_then(|address| Url::parse(address).ok()) else {
        return "Web pages".to_owned();
    };
    let site = site_of(&url);
    let name = match kind {
        SourceKind::Crawl if url.path() == "/" => site,
        SourceKind::List if addresses.len() > 1 => format!("{} pages, {site} first", addresses.len()),
        _ => format!("{site}{}", url.path().trim_end_matches('/')),
    };
    name.chars().take(limits::NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_called_by_its_address() {
        let name = |kind, address: &str| default_name(kind, &[address.to_owned()]);
        assert_eq!(name(SourceKind::Crawl, "https://example.com/"), "example.com");
        assert_eq!(name(SourceKind::Crawl, "https://example.com/docs/"), "example.com/docs");
        assert_eq!(name(SourceKind::Page, "https://example.com/a?b"), "example.com/a");
        let two = ["https://a.example/".to_owned(), "https://b.example/".to_owned()];
        assert_eq!(default_name(SourceKind::List, &two), "2 pages, a.example first");
    }
}
