//! Origins: where a request says it comes from, and which ones a bot answers.
//!
//! Pure. Everything is compared as whole hosts and ports, never as text that begins or ends alike.

use std::fmt;
use std::net::Ipv6Addr;

/// A well-formed `http` or `https` Origin, in the form that browsers send: lower case, without the
/// scheme's own port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    host_start: usize,
    host_end: usize,
    port: u16,
}

impl Origin {
    /// The whole Origin: `https://shop.example`, `http://localhost:8080`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host: `shop.example`, `[::1]`.
    pub fn host(&self) -> &str {
        self.text.get(self.host_start..self.host_end).unwrap_or_default()
    }

    /// The port, the scheme's own when none is written.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the port is the scheme's own.
    pub fn has_default_port(&self) -> bool {
        self.host_end == self.text.len()
    }

    /// Host and port as in a `Host` header: `shop.example`, `localhost:8080`.
    pub fn authority(&self) -> &str {
        self.text.get(self.host_start..).unwrap_or_default()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Where a request comes from, after its `Origin` header was found well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerOrigin {
    /// It does not say; browsers leave it out of same-origin GET requests.
    Absent,
    /// Our own pages.
    Own(Option<Origin>),
    /// Another site's page.
    Foreign(Origin),
}

/// An `Origin` header's value; `None` when it is `null` or malformed: no user info, path, query, blank,
/// empty or over-long host, no port out of range.
pub fn parse_origin(text: &str) -> Option<Origin> {
    let text = text.to_ascii_lowercase();
    let (scheme, authority) = text.split_once("://")?;
    let default_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let (host, port) = split_port(authority)?;
    let port = match port {
        None => default_port,
        Some(digits) => parse_port(digits)?,
    };
    if !is_host(host) {
        return None;
    }
    let host_start = scheme.len() + "://".len();
    let host_end = host_start + host.len();
    let mut normal = format!("{scheme}://{host}");
    if port != default_port {
        normal.push_str(&format!(":{port}"));
    }
    Some(Origin { text: normal, host_start, host_end, port })
}

/// Whether a bot with these allowed domains answers pages of this Origin. An entry is a host with an
/// optional port, or `*.` and a host for every host below it; without a port it means the scheme's own.
/// An empty list allows every Origin.
pub fn allowed(origin: &Origin, allowed_domains: &[String]) -> bool {
    allowed_domains.is_empty() || allowed_domains.iter().any(|entry| entry_matches(origin, entry))
}

fn entry_matches(origin: &Origin, entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    let Some((host, port)) = split_port(&entry) else { return false };
    let port_matches = match port {
        None => origin.has_default_port(),
        Some(digits) => parse_port(digits) == Some(origin.port()),
    };
    let host_matches = match host.strip_prefix("*.") {
        None => origin.host() == host,
        Some(parent) => origin
            .host()
            .strip_suffix(parent)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|child| !child.is_empty() && !parent.is_empty()),
    };
    port_matches && host_matches
}

/// Host and digits after the colon, if there are any; brackets belong to the host.
fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let after_host = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, rest) = authority.split_at_checked(after_host)?;
    match rest.strip_prefix(':') {
        Some(digits) => Some((host, Some(digits))),
        None => rest.is_empty().then_some((host, None)),
    }
}

fn parse_port(digits: &str) -> Option<u16> {
    let plain = (1..=5).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    plain.then(|| digits.parse().ok()).flatten()
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(origin: &str, entries: &[&str]) -> bool {
        let entries: Vec<String> = entries.iter().map(|e| (*e).to_owned()).collect();
        parse_origin(origin).is_some_and(|origin| allowed(&origin, &entries))
    }

    #[test]
    fn origins_are_read_in_their_normal_form() {
        for (given, normal) in [
            ("https://shop.example", "https://shop.example"),
            ("HTTPS://Shop.Example:443", "https://shop.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://127.0.0.1", "http://127.0.0.1"),
        ] {
            assert_eq!(parse_origin(given).map(|o| o.to_string()).as_deref(), Some(normal), "{given}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "null",
            "shop.example",
            "//shop.example",
            "ftp://shop.example",
            "file://",
            "https://",
            "https:///",
            "https://shop.example/",
            "https://shop.example/path",
            "https://shop.example?x",
            "https://shop.example#x",
            "https://user@shop.example",
            "https://shop.example:",
            "https://shop.example:0",
            "https://shop.example:080",
            "https://shop.example:99999",
            "https://shop.example:80:80",
            "https://shop..example",
            "https://shop.example.",
            "https://.example",
            "https://shop example",
            "https://shop.example https://evil.example",
            "https://[::1",
            "https://[zz]",
            "https://[::1]x",
            "https://schön.example",
            "chrome-extension://abcdef",
        ] {
            assert_eq!(parse_origin(text), None, "{text}");
        }
    }

    #[test]
    fn an_entry_means_its_host_and_port_and_nothing_alike() {
        assert!(answers("https://shop.example", &["shop.example"]));
        assert!(answers("http://shop.example", &["SHOP.example"]));
        assert!(answers("http://localhost:8080", &["localhost:8080"]));
        assert!(answers("https://a.example", &["b.example", "a.example:443"]));
        for (origin, entry) in [
            ("https://shop.example:8443", "shop.example"),
            ("http://localhost:8081", "localhost:8080"),
            ("http://localhost", "localhost:8080"),
            ("https://evilshop.example", "shop.example"),
            ("https://shop.example.evil.com", "shop.example"),
            ("https://www.shop.example", "shop.example"),
            ("https://shop-example", "shop.example"),
            ("https://shop.example", ""),
            ("https://shop.example", "*"),
        ] {
            assert!(!answers(origin, &[entry]), "{origin} by {entry}");
        }
    }

    #[test]
    fn a_wildcard_means_every_host_below_and_not_the_host_itself() {
        assert!(answers("https://www.shop.example", &["*.shop.example"]));
        assert!(answers("https://a.b.shop.example", &["*.shop.example"]));
        assert!(answers("http://a.localhost:9000", &["*.localhost:9000"]));
        assert!(!answers("https://shop.example", &["*.shop.example"]));
        assert!(!answers("https://evilshop.example", &["*.shop.example"]));
        assert!(!answers("https://www.shop.example.evil.com", &["*.shop.example"]));
        assert!(!answers("https://www.shop.example:8443", &["*.shop.example"]));
    }

    #[test]
    fn an_empty_list_allows_every_well_formed_origin() {
        assert!(answers("https://anything.example", &[]));
        assert!(!answers("null", &[]));
    }
}
