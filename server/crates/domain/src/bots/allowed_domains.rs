//! Allowed domains as people write them, in the form that `widget::origin` compares: a host, a host and
//! port, or `*.` and a host.

use chatsphere_contract::limits;
use chatsphere_contract::problem::FieldError;
use url::Url;

use super::validate::error;
use crate::widget::origin::parse_origin;

const FIELD: &str = "allowed_domains";

/// Every entry in its normal form, each once. A pasted address is reduced to its host and port.
pub(super) fn normalise(given: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    let mut domains: Vec<String> = Vec::new();
    for entry in given.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty()) {
        match normal_form(entry) {
            Some(domain) if domains.contains(&domain) => {}
            Some(domain) => domains.push(domain),
            None => errors.push(error(FIELD, "invalid", complaint(entry))),
        }
    }
    if domains.len() > limits::ALLOWED_DOMAINS {
        let message = format!("At most {} allowed domains, please.", limits::ALLOWED_DOMAINS);
        errors.push(error(FIELD, "too_many", message));
    }
    domains
}

fn complaint(entry: &str) -> String {
    if entry == "*" {
        return "“*” is not needed: leave the list empty to allow every site.".to_owned();
    }
    let shown: String = entry.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("“{shown}” is not a domain. Write example.com, *.example.com or localhost:8080.")
}

fn normal_form(entry: &str) -> Option<String> {
    let (scheme, rest) = match entry.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        // Without a scheme both ports that are some scheme's own mean "the usual one".
        None => (if entry.contains(":443") { "https" } else { "http" }.to_owned(), entry),
    };
    if !matches!(scheme.as_str(), "http" | "https") {
        return None;
    }
    let (wildcard, rest) = match rest.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", rest),
    };
    // The parser also turns international names into the form that browsers send.
    let url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.');
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    if is_address && !wildcard.is_empty() {
        return None;
    }
    parse_origin(&format!("{scheme}://{host}{port}"))?;
    Some(format!("{wildcard}{host}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_becomes_a_host() {
        for (given, normal) in [
            ("shop.example", "shop.example"),
            (" Shop.Example. ", "shop.example"),
            ("https://shop.example/pricing?a=b#c", "shop.example"),
            ("https://shop.example:443/", "shop.example"),
            ("shop.example:443", "shop.example"),
            ("http://localhost:8080/demo", "localhost:8080"),
            ("localhost:8080", "localhost:8080"),
            ("*.shop.example", "*.shop.example"),
            ("https://*.shop.example/", "*.shop.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("[::1]:3000", "[::1]:3000"),
        ] {
            assert_eq!(normal_form(given.trim()).as_deref(), Some(normal), "{given}");
        }
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for given in [
            "*",
            "*.",
            "a b",
            "ftp://shop.example",
            "javascript:alert(1)",
            "user@shop.example",
            "shop.*.example",
            "*.127.0.0.1",
            "shop.example:99999",
            "https://",
            "a\0b.example",
        ] {
            assert_eq!(normal_form(given), None, "{given}");
        }
    }

    #[test]
    fn entries_are_kept_once() {
        let mut errors = Vec::new();
        let given = ["a.example", "https://A.example/", "", "b.example"].map(str::to_owned);
        assert_eq!(normalise(&given, &mut errors), ["a.example", "b.example"]);
        assert!(errors.is_empty());
    }
}
