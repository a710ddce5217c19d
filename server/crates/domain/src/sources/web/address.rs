//! One address for one page, however it was written.

use chatsphere_contract::limits;
use url::Url;

/// Parameters that tell where a visitor came from, or who it is; the page is the same without.
const TRACKING: [&str; 8] =
    ["gclid", "fbclid", "msclkid", "dclid", "mc_cid", "mc_eid", "phpsessid", "jsessionid"];
const TRACKING_PREFIX: &str = "utm_";

/// The address without what does not tell pages apart: fragment, tracking parameters, the dot at the end of
/// a host. `None`: it is not of the web, names a person, or is too long.
pub fn normalised(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_fragment(None);
    let host = url.host_str()?.to_owned();
    if let Some(host) = host.strip_suffix('.') {
        url.set_host(Some(host)).ok()?;
    }
    if url.query().is_some_and(|query| query.is_empty() || query.split('&').any(is_tracking)) {
        let kept: Vec<&str> =
            url.query().unwrap_or_default().split('&').filter(|pair| !is_tracking(pair)).collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
    (url.as_str().len() <= limits::ADDRESS_CHARS).then_some(url)
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with(TRACKING_PREFIX) || TRACKING.contains(&name.as_str())
}

/// Host and port: what one robots.txt speaks for, and what a crawl stays on.
pub fn site_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Option<String> {
        normalised(Url::parse(text).unwrap()).map(String::from)
    }

    #[test]
    fn one_page_has_one_address() {
        for text in [
            "https://Example.com/a?b=1#top",
            "https://example.com:443/a?b=1",
            "https://example.com./a?b=1&utm_source=x",
            "https://example.com/x/../a?gclid=1&b=1&PHPSESSID=3",
        ] {
            assert_eq!(normal(text).unwrap(), "https://example.com/a?b=1", "{text}");
        }
        assert_eq!(normal("http://example.com?").unwrap(), "http://example.com/");
        assert_eq!(normal("http://example.com/?utm_medium=x").unwrap(), "http://example.com/");
    }

    #[test]
    fn what_is_no_page_has_none() {
        for text in
            ["mailto:a@example.com", "javascript:void(0)", "ftp://example.com/", "http://u:p@example.com/"]
        {
            assert_eq!(normal(text), None, "{text}");
        }
        assert_eq!(normal(&format!("http://example.com/{}", "x".repeat(2_000))), None);
    }

    #[test]
    fn a_site_is_host_and_port() {
        let site = |text: &str| site_of(&Url::parse(text).unwrap());
        assert_eq!(site("https://example.com/a"), "example.com");
        assert_eq!(site("http://127.0.0.1:3000/a"), "127.0.0.1:3000");
    }
}
